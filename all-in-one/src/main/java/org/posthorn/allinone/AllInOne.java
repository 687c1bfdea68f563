package org.posthorn.allinone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.posthorn.embedded.CannotStart;
import org.posthorn.embedded.DataDirectory;
import org.posthorn.embedded.EmbeddedKafka;
import org.posthorn.runtime.logging.LogSettings;
import org.posthorn.runtime.logging.Logging;
import org.posthorn.runtime.settings.SettingsRefused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The `main` of `posthorn up`.
public final class AllInOne {
    private final Arrangement arrangement;
    private final Options options;
    private final Console console;
    private final Path log;

    private AllInOne(Arrangement arrangement, Path log) {
        this.arrangement = arrangement;
        this.options = arrangement.options();
        this.console = new Console(System.out, options.rehearsal());
        this.log = log;
    }

    /// What was told is read and checked before anything is made.
    public static void main(String[] arguments) {
        try {
            var environment = System.getenv();
            var arrangement = Arrangement.of(Options.parse(arguments, environment), environment);
            var data = DataDirectory.open(arrangement.data());
            var log = startLog(data.path());
            Logging.follow(arrangement.settings().get(LogSettings.class));
            new AllInOne(arrangement, log).run(data);
        } catch (CannotStart | SettingsRefused e) {
            end(StartFailures.of(e));
        }
    }

    private void run(DataDirectory data) {
        if (options.rehearsal()) {
            Rehearsal.endWithStarter();
        }
        EmbeddedKafka.onHalt(sentence -> {
            System.err.println(sentence);
            log().error("kafka-halted {}", sentence);
        });
        Platform platform;
        try {
            platform = Platform.start(arrangement, data, console);
        } catch (RuntimeException e) {
            fail(e);
            return;
        }
        if (options.rehearsal()) {
            Rehearsal.play(platform);
            platform.close();
            // The JVM writes its cache in an orderly exit.
            System.exit(0);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(platform), "stop"));
        StopSignals.watch(console);
        try {
            console.say(welcome(platform));
        } catch (RuntimeException e) {
            fail(e);
        }
        Training.beginWhenWanted(options);
        waitForever();
    }

    private void fail(RuntimeException failure) {
        var cannot = StartFailures.of(failure);
        log().error("start-failed {}", cannot.getMessage(), failure);
        end(cannot);
    }

    private String welcome(Platform platform) {
        try (var administration = new Administration(platform.settings())) {
            if (options.bench()) {
                administration.provide(BenchProfile.users(), BenchProfile.PASSWORD);
            }
            return Welcome.of(platform, options, administration.firstAdmin(), log);
        }
    }

    private void stop(Platform platform) {
        console.say("\nStopping: finishing what is under way (Ctrl-C again stops at once) ...");
        platform.close();
        console.say("Stopped.");
    }

    private static void waitForever() {
        try {
            new CountDownLatch(1).await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Before anything asks for a logger.
    private static Path startLog(Path data) {
        var logs = data.resolve("logs");
        try {
            Files.createDirectories(logs);
        } catch (IOException e) {
            throw new CannotStart(CannotStart.Reason.NOT_PERMITTED, logs + " cannot be made: " + e.getMessage(), e);
        }
        System.setProperty("posthorn.logs", logs.toString());
        System.setProperty("logback.configurationFile", "logback-allinone.xml");
        return logs.resolve("posthorn.log");
    }

    private static void end(CannotStart cannot) {
        System.err.println("posthorn: " + cannot.getMessage());
        System.exit(cannot.reason().exitCode());
    }

    private static Logger log() {
        return LoggerFactory.getLogger(AllInOne.class);
    }
}
