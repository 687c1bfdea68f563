package org.posthorn.allinone.cluster;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A process of the cluster, that may be stopped, killed and started again.
final class Child {
    private static final long STOP_SECONDS = 60;

    private final String name;
    private final List<String> command;
    private final Path log;
    private final Roll roll;
    private Process process;

    /// Starts it.
    ///
    /// @param log what it prints is appended there
    /// @param roll keeps its number
    Child(String name, List<String> command, Path log, Roll roll) {
        this.name = name;
        this.command = List.copyOf(command);
        this.log = log;
        this.roll = roll;
        this.process = launch();
    }

    private Process launch() {
        try {
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            // settings of the cluster are its arguments, and no others
            builder.environment().keySet().removeIf(key -> key.startsWith("POSTHORN_"));
            var started = builder.start();
            roll.add(started.toHandle());
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("The process " + name + " cannot be started", e);
        }
    }

    String name() {
        return name;
    }

    Path log() {
        return log;
    }

    long pid() {
        return process.pid();
    }

    boolean alive() {
        return process.isAlive();
    }

    void startAgain() {
        process = launch();
    }

    /// SIGTERM, and SIGKILL to what does not end.
    void stop() {
        process.destroy();
        try {
            if (!process.waitFor(STOP_SECONDS, TimeUnit.SECONDS)) {
                kill();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            kill();
        }
    }

    /// SIGTERM without waiting.
    void askToStop() {
        process.destroy();
    }

    /// SIGKILL.
    void kill() {
        process.destroyForcibly().onExit().join();
    }
}
