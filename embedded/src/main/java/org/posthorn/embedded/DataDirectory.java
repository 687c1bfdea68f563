package org.posthorn.embedded;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// The directory in which one process keeps everything. Opening it takes a lock that the system releases when
/// the process ends in whatever way, and checks that this version can read what lies there.
public final class DataDirectory implements AutoCloseable {
    /// The layout of the directory. A change that older releases cannot read raises it.
    static final int FORMAT = 1;

    private static final String LOCK = "lock";
    private static final String STAMP = "posthorn-data.properties";
    private static final long LEAST_FREE_BYTES = 256L << 20;

    private final Path path;
    private final FileChannel lock;

    private DataDirectory(Path path, FileChannel lock) {
        this.path = path;
        this.lock = lock;
    }

    /// Creates the directory when it is missing, locks it and checks its version and the space on its disk.
    public static DataDirectory open(Path directory) {
        var path = directory.toAbsolutePath().normalize();
        try {
            create(path);
            var lock = lock(path);
            try {
                requireSpace(path);
                checkStamp(path);
                return new DataDirectory(path, lock);
            } catch (IOException | RuntimeException e) {
                lock.close();
                throw e;
            }
        } catch (IOException e) {
            throw Failures.on(path, e);
        }
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new CannotStart(CannotStart.Reason.SERVER_FAILED, "The lock on " + path + " was not released.", e);
        }
    }

    private static void create(Path path) throws IOException {
        if (!Files.isDirectory(path)) {
            Files.createDirectories(path);
            // Traversable by others: PostgreSQL may have to run as another user than this process, below it.
            Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwxr-x--x"));
        }
    }

    private static FileChannel lock(Path path) throws IOException {
        var file = path.resolve(LOCK);
        var channel =
                FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        if (!tryLock(channel)) {
            var holder = Files.readString(file, StandardCharsets.UTF_8).strip();
            channel.close();
            throw new CannotStart(
                    CannotStart.Reason.DATA_DIRECTORY_IN_USE,
                    "The data directory %s is in use by another process (pid %s); stop it or choose another directory."
                            .formatted(path, holder));
        }
        channel.truncate(0);
        channel.write(
                ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.UTF_8)));
        return channel;
    }

    private static boolean tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock() != null;
        } catch (OverlappingFileLockException heldByThisProcess) {
            return false;
        }
    }

    private static void requireSpace(Path path) throws IOException {
        var free = Files.getFileStore(path).getUsableSpace();
        if (free < LEAST_FREE_BYTES) {
            throw new CannotStart(
                    CannotStart.Reason.DISK_FULL,
                    "The disk of %s has only %d MiB left; at least %d MiB are needed to start."
                            .formatted(path, free >> 20, LEAST_FREE_BYTES >> 20));
        }
    }

    /// Checks the version, or writes this one where there is none.
    private static void checkStamp(Path path) throws IOException {
        var stamp = path.resolve(STAMP);
        if (!Files.exists(stamp)) {
            refuseForeignContent(path);
            writeStamp(stamp);
            return;
        }
        var found = readFormat(stamp);
        if (found == null || found != FORMAT) {
            throw new CannotStart(
                    CannotStart.Reason.OTHER_VERSION,
                    "The data directory %s was written by another version (format %s, this one reads %d); use that version or another directory."
                            .formatted(path, found == null ? "unknown" : found, FORMAT));
        }
    }

    /// A directory with servers' data but no stamp is not ours: better to stop than to write between strange files.
    private static void refuseForeignContent(Path path) throws IOException {
        if (Files.exists(path.resolve("kafka")) || Files.exists(path.resolve("postgres"))) {
            throw new CannotStart(
                    CannotStart.Reason.OTHER_VERSION,
                    "The data directory %s holds data without a version stamp (%s is missing); use another directory."
                            .formatted(path, STAMP));
        }
    }

    private static @Nullable Integer readFormat(Path stamp) throws IOException {
        var properties = new Properties();
        try (var reader = Files.newBufferedReader(stamp)) {
            properties.load(reader);
        }
        var format = properties.getProperty("format");
        try {
            return format == null ? null : Integer.valueOf(format.strip());
        } catch (NumberFormatException damaged) {
            return null;
        }
    }

    private static void writeStamp(Path stamp) throws IOException {
        Files.writeString(stamp, "# Which release of Posthorn can read this directory.\nformat=" + FORMAT + "\n");
    }
}
