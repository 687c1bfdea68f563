package org.posthorn.allinone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;
import org.posthorn.embedded.CannotStart;
import org.posthorn.embedded.DataDirectory;
import org.posthorn.embedded.EmbeddedKafka;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The `main` of `posthorn up`.
public final class AllInOne {
    private final Options options;
    private final Console console;
    private final Path log;

    private AllInOne(Options options, Path log) {
        this.options = options;
        this.console = new Console(System.out, options.rehearsal());
        this.log = log;
    }

    public static void main(String[] arguments) {
        try {
            var options = Options.parse(arguments, System.getenv());
            var data = DataDirectory.open(options.data());
            new AllInOne(options, startLog(data.path())).run(data);
        } catch (CannotStart e) {
            end(e);
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
            platform = Platform.start(options, data, System.getenv(), console);
        } catch (RuntimeException e) {
            var cannot = StartFailures.of(e);
            log().error("start-failed {}", cannot.getMessage(), e);
            end(cannot);
            return;
        }
        if (options.rehearsal()) {
            Rehearsal.play(platform);
            platform.close();
            // The JVM writes its cache in an orderly exit.
            System.exit(0);
        }
        Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(platform), "stop"));
        console.say(welcome(platform));
        Training.beginWhenWanted(options);
        waitForever();
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
        console.say("\nStopping: finishing what is under way ...");
        platform.close();
        console.say("Stopped.");
        // A stop that was asked for and went well is no failure, whatever the signal.
        Runtime.getRuntime().halt(0);
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
