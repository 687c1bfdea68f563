package org.posthorn.mailctl.ledger;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Column;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.acceptance.Acceptance;
import org.posthorn.runtime.content.PostgresClaimStore;
import org.posthorn.runtime.kafka.KafkaSettings;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.ledger.Bookkeeper;
import org.posthorn.runtime.ledger.Checkpoint;
import org.posthorn.runtime.ledger.CheckpointStore;
import org.posthorn.runtime.ledger.Finding;
import org.posthorn.runtime.ledger.LedgerAudit;
import org.posthorn.runtime.ledger.LedgerDatabase;
import org.posthorn.runtime.ledger.LedgerReport;
import org.posthorn.runtime.ledger.LedgerSettings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `mailctl ledger`.
@Command(name = "ledger", description = "Proves that every accepted message reached its outcomes.")
public final class LedgerCommands {
    private final Session session;
    private final Console console;

    LedgerCommands(Session session) {
        this.session = session;
        this.console = session.console();
    }

    /// What `--json` prints.
    record Result(boolean balanced, LedgerReport report, List<String> flaws) {}

    @Command(name = "verify", description = "Compares topics and databases; exit code 1 when something is missing.")
    int verify(
            @Option(names = "--repair", description = "Drive again what has no outcome and waits nowhere.")
                    boolean repair,
            @Option(
                            names = "--patience",
                            paramLabel = "SECONDS",
                            defaultValue = "15",
                            description = "What is missing so long is missing (${DEFAULT-VALUE}).")
                    int patience,
            @Option(names = "--all", description = "Begin with the oldest record, not with the last checkpoint.")
                    boolean all) {
        var installation = session.installation();
        var settings = installation.settings().get(DatabaseSettings.class);
        try (var publisher = new Publisher(installation.kafka());
                var database = Database.attach(settings, "ledger")) {
            var stores = new LedgerDatabase(database);
            try (var audit = new LedgerAudit(installation.kafka(), publisher, stores)) {
                if (!all) {
                    sayWhere(begin(audit, settings));
                }
                var report = verify(audit, patience);
                if (repair && !report.balanced()) {
                    report = repair(audit, report, publisher, patience);
                }
                return tell(report, stores.flaws());
            }
        }
    }

    @Command(
            name = "close",
            description = "Moves the checkpoint and deletes what lies behind it longer than the keep time.")
    int close(
            @Option(
                            names = "--settling",
                            paramLabel = "SECONDS",
                            defaultValue = "60",
                            description = "Between finding the checkpoint and writing it down, so that what it rests on"
                                    + " is on the disk (${DEFAULT-VALUE}).")
                    int settling,
            @Option(
                            names = "--every",
                            paramLabel = "SECONDS",
                            description = "Go on, and close them again after so long; for where there is no cron.")
                    Optional<Integer> every) {
        try {
            while (every.isPresent()) {
                closeAndGoOn(settling);
                Thread.sleep(Duration.ofSeconds(every.get()));
            }
            return close(settling);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Failure("Interrupted.");
        }
    }

    /// What is away now is there the next time.
    private void closeAndGoOn(int settling) throws InterruptedException {
        try {
            close(settling);
        } catch (Failure | EnvironmentFailure e) {
            console.err().println(e.getMessage());
        }
    }

    private int close(int settling) throws InterruptedException {
        var settings = session.installation().settings();
        var databases = settings.get(DatabaseSettings.class).withPoolSize(1);
        try (var publisher = new Publisher(session.installation().kafka());
                var reading = Database.attach(databases, "ledger");
                var ledger = Database.open(databases, "ledger");
                var claims = Database.open(databases, "claims")) {
            var means = new Bookkeeper.Means(
                    session.installation().kafka(),
                    publisher,
                    new LedgerDatabase(reading),
                    new CheckpointStore(ledger),
                    new PostgresClaimStore(claims));
            var keep = settings.get(LedgerSettings.class)
                    .keep(settings.get(KafkaSettings.class).shape());
            try (var bookkeeper = new Bookkeeper(means, keep, InstantSource.system())) {
                return tell(bookkeeper.close(Duration.ofSeconds(settling)));
            }
        }
    }

    private int tell(Bookkeeper.Step step) {
        if (step.behind()) {
            throw new Failure("Too much mail is under way: the books are closed when it has been filed.");
        }
        long deleted =
                step.deleted().values().stream().mapToLong(Long::longValue).sum();
        console.result(
                step,
                "Closed but for " + step.unsettled() + " messages under way; deleted " + deleted + " records and "
                        + step.claims() + " large contents.");
        return 0;
    }

    private static Optional<Checkpoint> begin(LedgerAudit audit, DatabaseSettings settings) {
        try (var ledger = Database.open(settings.withPoolSize(1), "ledger")) {
            return audit.from(new CheckpointStore(ledger));
        }
    }

    private void sayWhere(Optional<Checkpoint> begin) {
        begin.ifPresent(checkpoint -> console.say("The books are closed as of " + Console.time(checkpoint.takenAt())
                + "; what they say is about the mail since then (--all looks at the whole log)."));
    }

    private static LedgerReport verify(LedgerAudit audit, int patience) {
        try {
            return audit.verify(Duration.ofSeconds(patience));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            throw new Failure("Interrupted.");
        }
    }

    private LedgerReport repair(LedgerAudit audit, LedgerReport before, Publisher publisher, int patience) {
        var settings = session.installation().settings();
        try (var database = Database.open(settings.get(DatabaseSettings.class), "claims")) {
            var claims = new PostgresClaimStore(database);
            var limit = settings.get(KafkaSettings.class).inlineLimit().bytes();
            var acceptance = new Acceptance(publisher, claims, "mailctl", limit);
            int driven = audit.repair(before.findings(), acceptance, claims);
            console.say(driven + " messages were driven again.");
        }
        return verify(audit, patience);
    }

    private int tell(LedgerReport report, List<String> flaws) {
        boolean balanced = report.balanced() && flaws.isEmpty();
        if (console.json()) {
            console.json(new Result(balanced, report, flaws));
            return balanced ? 0 : 1;
        }
        count("accepted messages", report.accepted());
        count("routes", report.routes());
        count("  delivered", report.delivered());
        count("  bounced", report.bounced());
        count("  expired", report.expired());
        count("  discarded", report.discarded());
        count("  queued", report.queued());
        count("  quarantined", report.quarantined());
        count("under way", report.underWay());
        if (!report.findings().isEmpty()) {
            console.line("");
            console.table(
                    report.findings(),
                    "",
                    Column.of("MESSAGE", finding -> finding.messageId().value()),
                    Column.of("RECIPIENT", LedgerCommands::recipient),
                    Column.of("WHAT", finding -> finding.kind().sentence()));
        }
        flaws.forEach(console::line);
        console.line("");
        console.line(balanced ? "The books balance." : missing(report, flaws));
        return balanced ? 0 : 1;
    }

    private void count(String what, long number) {
        console.line(String.format(Locale.ROOT, "%-20s %10d", what, number));
    }

    private static String recipient(Finding finding) {
        var purpose = finding.purpose()
                .map(p -> p.name().equals("SENT") ? " (sent copy)" : "")
                .orElse("");
        return finding.recipient().orElse("all") + purpose;
    }

    private static String missing(LedgerReport report, List<String> flaws) {
        int count = report.findings().size() + flaws.size();
        return "The books do not balance: " + count + (count == 1 ? " line." : " lines.");
    }
}
