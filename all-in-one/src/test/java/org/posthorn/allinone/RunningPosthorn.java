package org.posthorn.allinone;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.posthorn.embedded.LoopbackPorts;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.testing.Eventually;

/// An all-in-one in a process of its own, on free ports, which a test may stop, kill and start again on the same data.
final class RunningPosthorn implements AutoCloseable {
    private static final String READY = "Posthorn is ready.";
    /// On a machine that does much else.
    private static final Duration LONGEST_START = Duration.ofMinutes(3);

    private final Path data;
    private final List<String> arguments;
    private final Path output;
    private Process process;

    private RunningPosthorn(Path data, List<String> arguments) {
        this.data = data;
        this.arguments = arguments;
        this.output = data.resolveSibling(data.getFileName() + ".out");
        this.process = launch();
    }

    /// Starts one and returns when it is ready.
    static RunningPosthorn start(Path data, String... settings) {
        var running = launch(data, settings);
        running.awaitReady();
        return running;
    }

    /// Starts one that may refuse to run.
    static RunningPosthorn launch(Path data, String... settings) {
        var arguments = new ArrayList<String>();
        arguments.add("--data=" + data);
        for (var port : PortCheck.PORT_SETTINGS) {
            arguments.add("--" + port + "=" + LoopbackPorts.free());
        }
        for (var listener : PortCheck.LISTENER_SETTINGS) {
            arguments.add("--" + listener + "=127.0.0.1:" + LoopbackPorts.free());
        }
        arguments.addAll(List.of(settings));
        return new RunningPosthorn(data, arguments);
    }

    /// The settings by which it is found.
    Settings endpoints() {
        return Settings.load(Optional.of(data.resolve("run/endpoints.properties")), Map.of(), List.of());
    }

    /// The value of an argument that was given to it.
    String argument(String setting) {
        var prefix = "--" + setting + "=";
        return arguments.stream()
                .filter(argument -> argument.startsWith(prefix))
                .map(argument -> argument.substring(prefix.length()))
                .findFirst()
                .orElseThrow();
    }

    String output() {
        try {
            return Files.readString(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /// SIGKILL, and on the same data again.
    void killAndStart() throws InterruptedException {
        process.destroyForcibly().waitFor();
        process = launch();
        awaitReady();
    }

    /// SIGTERM.
    ///
    /// @return the exit code
    int stop() throws InterruptedException {
        process.destroy();
        return exitCode();
    }

    int exitCode() throws InterruptedException {
        if (!process.waitFor(120, TimeUnit.SECONDS)) {
            throw new AssertionError("it did not end:\n" + output());
        }
        return process.exitValue();
    }

    @Override
    public void close() {
        process.destroyForcibly();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void awaitReady() {
        Eventually.eventually(
                LONGEST_START,
                "ready or ended",
                () -> output().contains(READY) || !process.isAlive(),
                readyOrEnded -> readyOrEnded);
        if (!process.isAlive()) {
            throw new AssertionError("it did not start:\n" + output());
        }
    }

    private Process launch() {
        var command = new ArrayList<String>();
        command.add(System.getProperty("java.home") + "/bin/java");
        command.addAll(List.of("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1", "-Xmx512m"));
        command.addAll(List.of("--sun-misc-unsafe-memory-access=allow", "--enable-native-access=ALL-UNNAMED"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), AllInOne.class.getName()));
        command.addAll(arguments);
        try {
            Files.write(output, new byte[0]);
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(output.toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
