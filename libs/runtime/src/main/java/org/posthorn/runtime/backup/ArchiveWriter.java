package org.posthorn.runtime.backup;

import java.io.BufferedOutputStream;
import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/// Writes a backup: a ZIP archive that its owner alone can read, which has its name only when it is whole and on the
/// disk.
final class ArchiveWriter implements AutoCloseable {
    private final Path file;
    private final Path unfinished;
    private final ZipOutputStream zip;
    private final Map<String, String> sums = new LinkedHashMap<>();
    private boolean finished;

    ArchiveWriter(Path file) throws IOException {
        this.file = file.toAbsolutePath();
        this.unfinished = this.file.resolveSibling(this.file.getFileName() + ".part");
        Files.deleteIfExists(unfinished);
        Files.createFile(
                unfinished, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        zip = new ZipOutputStream(new BufferedOutputStream(Files.newOutputStream(unfinished), 1 << 16));
        zip.setLevel(Deflater.BEST_SPEED);
    }

    @FunctionalInterface
    interface Content {
        void writeTo(OutputStream out) throws IOException;
    }

    void entry(String name, Content content) throws IOException {
        zip.putNextEntry(new ZipEntry(name));
        var digest = sha256();
        try (var out = new DigestOutputStream(new Open(zip), digest)) {
            content.writeTo(out);
        }
        zip.closeEntry();
        sums.put(name, HexFormat.of().formatHex(digest.digest()));
    }

    /// SHA-256 of what was written, by entry.
    Map<String, String> sums() {
        return Map.copyOf(sums);
    }

    /// Returns when the archive is durable under its name.
    void finish() throws IOException {
        zip.close();
        force(unfinished, Set.of(StandardOpenOption.WRITE));
        Files.move(unfinished, file, StandardCopyOption.ATOMIC_MOVE);
        force(Objects.requireNonNullElse(file.getParent(), file), Set.of(StandardOpenOption.READ));
        finished = true;
    }

    private static void force(Path path, Set<StandardOpenOption> options) throws IOException {
        try (var channel = FileChannel.open(path, options)) {
            channel.force(true);
        }
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() throws IOException {
        if (!finished) {
            zip.close();
            Files.deleteIfExists(unfinished);
        }
    }

    /// An entry's end is not the archive's.
    private static final class Open extends FilterOutputStream {
        Open(OutputStream out) {
            super(out);
        }

        @Override
        public void write(byte[] octets, int from, int length) throws IOException {
            out.write(octets, from, length);
        }

        @Override
        public void close() throws IOException {
            flush();
        }
    }
}
