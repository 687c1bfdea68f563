package org.posthorn.mailctl.backup;

import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Column;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.ProgressBar;
import org.posthorn.runtime.backup.Archive;
import org.posthorn.runtime.backup.Manifest;
import org.posthorn.runtime.backup.Restore;
import org.posthorn.runtime.kafka.KafkaSettings;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.runtime.sql.DatabaseSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl restore`.
@Command(
        name = "restore",
        description = "Restores a backup into an empty database and its log, while no service runs. With embedded"
                + " servers: ./posthorn up --restore=FILE --data=NEWDIR.")
public final class RestoreCommand implements Callable<Integer> {
    private final Session session;
    private final Console console;

    @Parameters(paramLabel = "FILE", description = "A backup.")
    private Path file = Path.of("");

    @Option(names = "--check", description = "Only verify the backup and say what is in it.")
    private boolean check;

    @Option(names = "--replace", description = "Drop what the database has of Posthorn.")
    private boolean replace;

    @Option(names = "--hold", description = "Hold the queue, for a drill: nothing goes out until it is released.")
    private boolean hold;

    @Option(names = "--files", paramLabel = "DIR", description = "Write keys and further files there.")
    private Optional<Path> files = Optional.empty();

    RestoreCommand(Session session) {
        this.session = session;
        this.console = session.console();
    }

    @Override
    public Integer call() {
        try (var archive = Archive.open(file)) {
            try (var bar = new ProgressBar(console)) {
                archive.verify(bar);
            }
            files.ifPresent(directory -> archive.unpackFiles(directory)
                    .forEach(name -> console.say("Wrote " + directory.resolve(name) + ".")));
            return check ? show(archive.manifest()) : restore(archive);
        }
    }

    private int show(Manifest manifest) {
        if (console.json()) {
            console.json(manifest);
            return 0;
        }
        console.line("The backup is whole. It holds every message that was acknowledged before "
                + Console.time(manifest.mark()) + ".");
        console.line("");
        console.table(
                manifest.schemas(),
                "",
                Column.of("SCHEMA", Manifest.Schema::name),
                Column.of("VERSION", Manifest.Schema::version),
                Column.number("TABLES", schema -> schema.tables().size()),
                Column.number(
                        "ROWS",
                        schema -> schema.tables().stream()
                                .mapToLong(Manifest.Table::rows)
                                .sum()));
        console.line("");
        console.table(
                manifest.records(),
                "",
                Column.of("TOPIC", Manifest.Records::topic),
                Column.number("RECORDS", Manifest.Records::count));
        console.line("");
        console.line("Files: " + (manifest.files().isEmpty() ? "none" : String.join(", ", manifest.files())));
        return 0;
    }

    private int restore(Archive archive) {
        var settings = session.installation().settings();
        var kafka = settings.get(KafkaSettings.class);
        if (replace) {
            console.confirm("Drop all mail, accounts and queues that "
                    + settings.get(DatabaseSettings.class).url() + " has?");
        }
        try (var admin = kafka.connection().admin()) {
            var _ = new TopicProvisioner(admin, kafka.shape()).create();
        }
        Restore.Result done;
        try (var bar = new ProgressBar(console)) {
            done = new Restore(archive, kafka.connection(), settings.get(DatabaseSettings.class), bar)
                    .run(new Restore.Options(replace, hold));
        }
        console.result(done, words(done));
        return 0;
    }

    private static String words(Restore.Result done) {
        var log = done.sameLog()
                ? "The log is still the one of the backup: services read on from there, and " + done.sentSince()
                        + " recipients left the queue, since they have ended."
                : done.records() + " records were appended to the log.";
        return "Restored " + done.rows() + " rows. " + log + System.lineSeparator()
                + "Start the services, then prove it: mailctl ledger verify, mailctl credits verify.";
    }
}
