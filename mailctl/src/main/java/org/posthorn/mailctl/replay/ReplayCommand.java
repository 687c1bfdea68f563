package org.posthorn.mailctl.replay;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.posthorn.events.EventCodec.Header;
import org.posthorn.events.Topic;
import org.posthorn.events.Topics;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.runtime.kafka.LogReader;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.ledger.LedgerDatabase;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/// `mailctl replay`.
@Command(
        name = "replay",
        description = "Lets the readers of a topic do their work on old records once more: they are appended as they"
                + " were, and stores know what they have.")
public final class ReplayCommand implements Callable<Integer> {
    private static final List<Topic<?>> REPLAYED = List.of(
            Topics.MAIL_ACCEPTED,
            Topics.MAIL_WAITING,
            Topics.DELIVERY_LOCAL,
            Topics.DELIVERY_REMOTE,
            Topics.DELIVERY_OUTCOME);
    private static final int MOST = 100_000;

    private final Session session;
    private final Console console;

    @Option(names = "--topic", required = true, description = "The topic.")
    private String topic = "";

    @Option(names = "--from", paramLabel = "OFFSET|TIME", required = true, description = "The first record.")
    private String from = "";

    @Option(names = "--to", paramLabel = "OFFSET|TIME", description = "The first that is not meant any more.")
    private Optional<String> to = Optional.empty();

    @Option(names = "--partition", description = "Only of this partition.")
    private Optional<Integer> partition = Optional.empty();

    @Option(names = "--key", description = "Only of this key, such as a message id.")
    private Optional<String> key = Optional.empty();

    @Option(names = "--dry-run", description = "Only say what would change.")
    private boolean dryRun;

    ReplayCommand(Session session) {
        this.session = session;
        this.console = session.console();
    }

    /// What `--json` prints.
    record Result(String topic, int records, String effect, boolean replayed) {}

    @Override
    public Integer call() {
        var wanted = REPLAYED.stream()
                .filter(each -> each.name().equals(topic))
                .findFirst()
                .orElseThrow(() -> new Failure("Only these topics carry work: "
                        + String.join(", ", REPLAYED.stream().map(Topic::name).toList()) + "."));
        var records = read(wanted);
        var effect = effect(records);
        if (!dryRun && !records.isEmpty()) {
            console.say(effect);
            console.confirm("Append " + records.size() + " records to " + topic + "?");
            append(records);
        }
        var done = !dryRun && !records.isEmpty();
        console.result(
                new Result(topic, records.size(), effect, done),
                records.size() + " records of " + topic + (done ? " were appended." : " are meant. " + effect));
        return 0;
    }

    private List<ConsumerRecord<byte[], byte[]>> read(Topic<?> wanted) {
        var range = new Range(Range.Bound.parse(from), to.map(Range.Bound::parse), partition, key);
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        try (var reader = new LogReader(session.installation().kafka(), List.of(wanted.name()))) {
            switch (range.from()) {
                case Range.Bound.Offset(long offset) -> {
                    reader.fromBeginning();
                    reader.partitions().forEach(each -> reader.from(each, offset));
                }
                case Range.Bound.Time(var instant) -> reader.from(instant);
            }
            reader.readTo(range.ends(reader.ends()), record -> {
                if (range.contains(record, LogReader.key(record))) {
                    if (records.size() == MOST) {
                        throw new Failure("More than " + MOST + " records are meant; choose a shorter range.");
                    }
                    records.add(record);
                }
            });
        }
        return records;
    }

    private String effect(List<ConsumerRecord<byte[], byte[]>> records) {
        if (records.isEmpty()) {
            return "Nothing changes.";
        }
        var settings = session.installation().settings().get(DatabaseSettings.class);
        try (var database = Database.attach(settings, "replay")) {
            return new Effects(session.installation().kafka(), new LedgerDatabase(database)).of(topic, records);
        }
    }

    private void append(List<ConsumerRecord<byte[], byte[]>> records) {
        try (var publisher = new Publisher(session.installation().kafka())) {
            List<CompletableFuture<Void>> sends = new ArrayList<>();
            for (var record : records) {
                var headers = new ArrayList<Header>();
                record.headers().forEach(header -> headers.add(new Header(header.key(), header.value())));
                sends.add(publisher.send(topic, LogReader.key(record), headers, record.value()));
            }
            Publisher.await(sends);
        }
    }
}
