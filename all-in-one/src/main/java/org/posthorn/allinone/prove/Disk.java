package org.posthorn.allinone.prove;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Optional;

/// A disk of its own for one server, small and in memory, that can be filled.
final class Disk implements AutoCloseable {
    private static final String BALLAST = "ballast";
    private static final int PORTION = 64 * 1024;

    private final Path directory;

    private Disk(Path directory) {
        this.directory = directory;
    }

    /// Mounts one; absent where that is not allowed.
    static Optional<Disk> mount(Path directory, String size) {
        try {
            Files.createDirectories(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        var command =
                List.of("mount", "-t", "tmpfs", "-o", "size=" + size + ",mode=755", "tmpfs", directory.toString());
        return run(command) ? Optional.of(new Disk(directory)) : Optional.empty();
    }

    /// To the last octet.
    void fill() {
        var portion = ByteBuffer.allocate(PORTION);
        var path = directory.resolve(BALLAST);
        try (var ballast = FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (ballast.write(portion.rewind()) > 0) {
                ballast.position(ballast.size());
            }
        } catch (IOException _) {
            // now it is full
        }
    }

    void empty() {
        try {
            Files.deleteIfExists(directory.resolve(BALLAST));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        var _ = run(List.of("umount", "-l", directory.toString()));
    }

    private static boolean run(List<String> command) {
        try {
            return new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start()
                            .waitFor()
                    == 0;
        } catch (IOException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
