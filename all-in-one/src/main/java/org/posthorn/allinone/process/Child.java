package org.posthorn.allinone.process;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;

/// A process that may be stopped, killed, frozen and started again. What it prints is appended to a file.
public final class Child implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final String name;
    private final List<String> command;
    private final Path log;
    private final Consumer<ProcessHandle> begun;

    /// Guarded by this, as are the two below.
    private Process process;

    /// Whether it is to run: one that ended although it was to run is revived.
    private boolean wanted = true;

    private int starts;

    private Child(String name, List<String> command, Path log, Consumer<ProcessHandle> begun) {
        this.name = name;
        this.command = List.copyOf(command);
        this.log = log;
        this.begun = begun;
        this.process = launch();
    }

    /// Starts one.
    ///
    /// @throws UncheckedIOException when there is no such program
    public static Child start(String name, List<String> command, Path log) {
        return start(name, command, log, _ -> {});
    }

    /// @param begun hears of each process, also of later ones
    public static Child start(String name, List<String> command, Path log, Consumer<ProcessHandle> begun) {
        return new Child(name, command, log, begun);
    }

    private Process launch() {
        try {
            var builder = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()));
            // its settings are its arguments, and no others
            builder.environment().keySet().removeIf(key -> key.startsWith("POSTHORN_"));
            var started = builder.start();
            starts++;
            tell(started);
            return started;
        } catch (IOException e) {
            throw new UncheckedIOException("The process " + name + " cannot be started", e);
        }
    }

    /// One that nobody knows of must not run.
    private void tell(Process started) {
        try {
            begun.accept(started.toHandle());
        } catch (RuntimeException e) {
            started.destroyForcibly();
            throw e;
        }
    }

    public String name() {
        return name;
    }

    public Path log() {
        return log;
    }

    public long pid() {
        return current().pid();
    }

    public boolean alive() {
        return current().isAlive();
    }

    /// How often it was started.
    public synchronized int starts() {
        return starts;
    }

    private synchronized Process current() {
        return process;
    }

    /// Starts it again, as it was stopped or killed.
    public synchronized void startAgain() {
        wanted = true;
        process = launch();
    }

    /// Starts it again when it ended and nobody had asked it to.
    ///
    /// @return whether it did
    public synchronized boolean revive() {
        if (!wanted || process.isAlive()) {
            return false;
        }
        process = launch();
        return true;
    }

    /// SIGTERM, without waiting for its end.
    public void askToStop() {
        cease().destroy();
    }

    private synchronized Process cease() {
        wanted = false;
        return process;
    }

    /// SIGTERM, and SIGKILL to what does not end; returns when it has ended.
    @Override
    public void close() {
        var last = cease();
        if (last.isAlive()) {
            // one that is frozen would not hear it
            thaw();
        }
        last.destroy();
        try {
            if (!last.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                last.destroyForcibly().onExit().join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            last.destroyForcibly().onExit().join();
        }
    }

    /// SIGKILL; returns when it has ended.
    public void kill() {
        current().destroyForcibly().onExit().join();
    }

    /// SIGSTOP.
    public void freeze() {
        signal("STOP", Stream.of(current().toHandle()));
    }

    /// SIGCONT.
    public void thaw() {
        signal("CONT", Stream.of(current().toHandle()));
    }

    /// Sends a signal by its name, such as `STOP`; a process that is gone already needs none.
    public static void signal(String signal, Stream<ProcessHandle> processes) {
        var command = new ArrayList<>(List.of("kill", "-" + signal));
        processes.forEach(each -> command.add(Long.toString(each.pid())));
        try {
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
