package org.posthorn.allinone.prove;

import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.posthorn.embedded.CannotStart;

/// The `main` of `posthorn prove`; exit code 1 when a promise was broken.
public final class Prove {
    private final ProveOptions options;
    private final Path directory;
    private final PrintStream out;
    private final Sabotage sabotage;

    /// What a test does to the cluster so that promises break. There is none in a run of people.
    @FunctionalInterface
    interface Sabotage {
        /// Called after the last fault, under load.
        void strike(Cluster cluster);
    }

    Prove(ProveOptions options, Path directory, PrintStream out, Sabotage sabotage) {
        this.options = options;
        this.directory = directory;
        this.out = out;
        this.sabotage = sabotage;
    }

    public static void main(String[] arguments) {
        try {
            var options = ProveOptions.parse(arguments);
            var directory = directory(options);
            var report = new Prove(options, directory, System.out, _ -> {}).run();
            System.out.println(String.join("\n", report.promises()));
            Files.writeString(options.report(), report.text());
            System.out.println("The report is in " + options.report() + ", logs are in " + directory + ".");
            System.exit(report.verdict().kept() ? 0 : 1);
        } catch (CannotStart e) {
            System.err.println("posthorn: " + e.getMessage());
            System.exit(e.reason().exitCode());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// A directory of its own, which PostgreSQL can reach as another user.
    private static Path directory(ProveOptions options) throws IOException {
        var directory = options.data().isPresent()
                ? Files.createDirectories(options.data().get())
                : Files.createTempDirectory("posthorn-prove");
        try (var content = Files.list(directory)) {
            if (content.findAny().isPresent()) {
                throw new CannotStart(
                        CannotStart.Reason.BAD_SETTINGS,
                        directory + " is not empty; a run needs a directory of its own.");
            }
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-x--x"));
        return directory.toAbsolutePath();
    }

    Report run() {
        say("Starting Kafka, PostgreSQL and five services in " + directory + " ...");
        try (var sinks = Sinks.start();
                var cluster = Cluster.start(directory, sinks);
                var investigation = new Investigation(cluster)) {
            var hook = new Thread(cluster::close, "stop");
            Runtime.getRuntime().addShutdownHook(hook);
            try {
                investigation.makeAccounts();
                return prove(sinks, cluster, investigation);
            } finally {
                Runtime.getRuntime().removeShutdownHook(hook);
            }
        }
    }

    private Report prove(Sinks sinks, Cluster cluster, Investigation investigation) {
        var plan = Plan.of(options.seed(), options.length(), cluster.canFillDisks());
        List<String> skipped = cluster.canFillDisks()
                ? List.of()
                : List.of("Skipped: full disks, since a small disk (tmpfs) cannot be mounted here; root can.");
        say("Seed %d: %d faults in %s.".formatted(plan.seed(), plan.steps().size(), Report.time(plan.length())));
        skipped.forEach(this::say);
        var begun = Instant.now();
        try (var load = new Load(cluster.mx(), cluster.submissions(), options.rate())) {
            load.start(options.seed());
            play(plan, cluster, load);
            load.stop();
            var ended = System.nanoTime();
            say("The load has ended; waiting for what is under way ...");
            var facts = investigation.settle(load.tries(), sinks, options.patience());
            var settling = Duration.ofNanos(System.nanoTime() - ended);
            var numbers = Report.Numbers.of(facts, cluster.restarts(), settling);
            return new Report(plan, begun, skipped, numbers, Verdict.of(facts));
        }
    }

    private void play(Plan plan, Cluster cluster, Load load) {
        var begin = System.nanoTime();
        for (var step : plan.steps()) {
            Pause.until(begin, step.at());
            say("%s  %s".formatted(Report.time(step.at()), step.fault().words()));
            cluster.begin(step.fault());
            Pause.until(begin, step.end());
            cluster.end(step.fault());
            say("%s  %d messages answered 250".formatted(Report.time(step.end()), load.answered()));
        }
        sabotage.strike(cluster);
        Pause.until(begin, plan.length());
    }

    private void say(String line) {
        out.println(line);
        out.flush();
    }
}
