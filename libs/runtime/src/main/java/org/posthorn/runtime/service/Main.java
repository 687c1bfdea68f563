package org.posthorn.runtime.service;

import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.posthorn.runtime.logging.LogSettings;
import org.posthorn.runtime.logging.Logging;
import org.posthorn.runtime.settings.HostPort;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.settings.SettingsRefused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The `main` of a service that runs alone: reads the configuration, starts, and drains and stops on SIGTERM.
/// Arguments are `--config=FILE` and settings as `--key=value`.
public final class Main {
    private static final Logger LOG = LoggerFactory.getLogger(Main.class);
    private static final int FAILED = 70;

    private Main() {}

    /// Runs a service until the process is told to stop.
    ///
    /// @param address which setting says where its HTTP API listens
    public static void run(String name, String[] arguments, Address address) {
        Settings settings;
        try {
            settings = settings(arguments);
            Logging.follow(settings.get(LogSettings.class));
        } catch (SettingsRefused e) {
            complain(System.err, e.getMessage());
            System.exit(78);
            return;
        }
        Service service;
        try {
            service = Service.start(name, settings, address.of(settings));
        } catch (RuntimeException e) {
            // some of its threads run already, and would keep a process that serves nobody
            LOG.error("start-failed service={}", name, e);
            System.exit(FAILED);
            return;
        }
        var stopped = new CountDownLatch(1);
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            service.drain();
                            service.close();
                            stopped.countDown();
                        },
                        "stop"));
        try {
            stopped.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// The settings of a command line, with the file of `--config=FILE` or, when there is one, `posthorn.properties`.
    public static Settings settings(String[] arguments) {
        var overrides = new ArrayList<>(Arrays.asList(arguments));
        var file = takeConfig(overrides)
                .or(() -> Optional.of(Path.of("posthorn.properties")).filter(Files::exists));
        return Settings.load(file, System.getenv(), overrides);
    }

    private static Optional<Path> takeConfig(List<String> arguments) {
        for (var argument : List.copyOf(arguments)) {
            if (argument.startsWith("--config=")) {
                arguments.remove(argument);
                return Optional.of(Path.of(argument.substring("--config=".length())));
            }
        }
        return Optional.empty();
    }

    private static void complain(PrintStream out, @org.jspecify.annotations.Nullable String sentence) {
        out.println(sentence);
    }

    /// Where the HTTP API of a service listens.
    @FunctionalInterface
    public interface Address {
        HostPort of(Settings settings);
    }
}
