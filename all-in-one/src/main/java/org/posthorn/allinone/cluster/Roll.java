package org.posthorn.allinone.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// Processes in a file, so that another program can end them: what the cluster started, also after it was killed, and
/// the cluster itself. A process is known by its number and the time of its start, so that another one of that number
/// is left alone.
final class Roll {
    private final Path file;

    Roll(Path file) {
        this.file = file;
    }

    synchronized void add(ProcessHandle process) {
        try {
            Files.writeString(file, line(process) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String line(ProcessHandle process) {
        return process.pid() + " " + start(process).map(Instant::toString).orElse("");
    }

    private static Optional<Instant> start(ProcessHandle process) {
        return process.info().startInstant();
    }

    /// Ends those that are still there.
    ///
    /// @return how many
    synchronized int endAll() {
        var left = left();
        for (var process : left) {
            process.destroyForcibly();
            process.onExit().join();
        }
        clear();
        return left.size();
    }

    /// Forgets all.
    synchronized void clear() {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Those that are still there.
    List<ProcessHandle> left() {
        try {
            if (!Files.exists(file)) {
                return List.of();
            }
            return Files.readAllLines(file).stream()
                    .flatMap(line -> ProcessHandle.of(Long.parseLong(line.split(" ", 2)[0])).stream()
                            .filter(process -> line(process).equals(line)))
                    .filter(ProcessHandle::isAlive)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
