package org.posthorn.allinone.prove;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.posthorn.allinone.JavaCommand;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One program of the cluster in a process of its own. Whenever it ends it is started again, as an orchestrator does.
final class Member implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Member.class);
    private static final Duration PAUSE = Duration.ofMillis(500);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final String name;
    private final List<String> command;
    private final Path output;
    private final Thread keeper = new Thread(this::keepAlive, "keeper");
    /// Guarded by this, as are the two below.
    private Process process;

    private boolean closing;
    private int starts;

    private Member(String name, List<String> command, Path output) {
        this.name = name;
        this.command = command;
        this.output = output;
        this.process = launch();
    }

    /// A Java program of this class path.
    static Member java(Class<?> main, String heap, List<String> arguments, Path directory) {
        var name = main.getSimpleName();
        var member = new Member(name, JavaCommand.of(main, heap, arguments), directory.resolve(name + ".log"));
        member.keeper.setDaemon(true);
        member.keeper.start();
        return member;
    }

    private Process launch() {
        try {
            starts++;
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()))
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void keepAlive() {
        try {
            while (true) {
                current().waitFor();
                TimeUnit.MILLISECONDS.sleep(PAUSE.toMillis());
                synchronized (this) {
                    if (closing) {
                        return;
                    }
                    LOG.info("member-started-again name={} exit={}", name, process.exitValue());
                    process = launch();
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized Process current() {
        return process;
    }

    synchronized int starts() {
        return starts;
    }

    /// SIGKILL.
    void kill() {
        current().destroyForcibly();
    }

    void freeze() {
        signal("STOP", Stream.of(current().toHandle()));
    }

    void thaw() {
        signal("CONT", Stream.of(current().toHandle()));
    }

    /// Sends a signal; a process that is gone already needs none.
    static void signal(String signal, Stream<ProcessHandle> processes) {
        var command = new ArrayList<>(List.of("kill", "-" + signal));
        processes.forEach(process -> command.add(Long.toString(process.pid())));
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

    /// SIGTERM, and SIGKILL for who does not hear it.
    @Override
    public void close() {
        Process last;
        synchronized (this) {
            closing = true;
            last = process;
        }
        thaw();
        last.destroy();
        try {
            if (!last.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
                last.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            last.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
