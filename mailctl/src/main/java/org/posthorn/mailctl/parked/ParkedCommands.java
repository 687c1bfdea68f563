package org.posthorn.mailctl.parked;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiConsumer;
import org.posthorn.events.Topic;
import org.posthorn.events.Topics;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Column;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.runtime.kafka.LogReader;
import org.posthorn.runtime.kafka.ParkedShelf;
import org.posthorn.runtime.kafka.ParkedShelf.Parked;
import org.posthorn.runtime.kafka.Publisher;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl parked`.
@Command(name = "parked", description = "Records that could not be processed: look, try again, give up.")
public final class ParkedCommands {
    private static final String BY = "mailctl " + System.getProperty("user.name");

    private final Session session;
    private final Console console;

    ParkedCommands(Session session) {
        this.session = session;
        this.console = session.console();
    }

    /// A record in a list.
    record Listed(String topic, String record, Instant at, String key, String group, String reason) {
        static Listed of(Parked parked) {
            return new Listed(
                    parked.topic().name(), parked.name(), parked.at(), parked.key(), parked.group(), parked.reason());
        }
    }

    @Command(name = "list", description = "Lists what waits to be decided.")
    int list() {
        try (var publisher = publisher()) {
            var shelf = shelf(publisher);
            var rows = new ArrayList<Listed>();
            for (var topic : Topics.ALL) {
                shelf.waiting(topic).stream().map(Listed::of).forEach(rows::add);
            }
            console.table(
                    rows,
                    "Nothing is parked.",
                    Column.of("TOPIC", Listed::topic),
                    Column.of("RECORD", Listed::record),
                    Column.of("AT", row -> Console.time(row.at())),
                    Column.of("KEY", Listed::key),
                    Column.of("REASON", Listed::reason));
            return 0;
        }
    }

    @Command(name = "show", description = "Shows one record with all its headers.")
    int show(
            @Parameters(paramLabel = "TOPIC") String topic,
            @Parameters(paramLabel = "RECORD", description = "As the list names it, such as 0:17.") String name) {
        try (var publisher = publisher()) {
            var parked = chosen(shelf(publisher), topic, Optional.of(name)).getFirst();
            console.line("Record:  " + parked.topic().parked() + " " + parked.name());
            console.line("Key:     " + parked.key());
            console.line("Parked:  " + Console.time(parked.at()) + " by " + parked.group());
            console.line("Reason:  " + parked.reason());
            for (var header : parked.record().headers()) {
                console.line("Header:  " + header.key() + ": "
                        + LogReader.header(parked.record(), header.key()).orElse(""));
            }
            var value = parked.record().value();
            console.line("Value:   " + Console.size(value == null ? 0 : value.length));
            return 0;
        }
    }

    @Command(name = "retry", description = "Sends records back to their topic, as they were.")
    int retry(
            @Parameters(paramLabel = "TOPIC") String topic,
            @Parameters(paramLabel = "RECORD", arity = "0..1", description = "As the list names it.")
                    Optional<String> name,
            @Option(names = "--all", description = "All of the topic.") boolean all) {
        return settle(topic, wanted(name, all), "were sent back", (shelf, parked) -> shelf.retry(parked, BY));
    }

    @Command(name = "drop", description = "Gives records up for good.")
    int drop(
            @Parameters(paramLabel = "TOPIC") String topic,
            @Parameters(paramLabel = "RECORD", arity = "0..1", description = "As the list names it.")
                    Optional<String> name,
            @Option(names = "--all", description = "All of the topic.") boolean all) {
        var wanted = wanted(name, all);
        console.confirm("Give up " + wanted.map(one -> "the record " + one).orElse("all parked records") + " of "
                + topic + " for good?");
        return settle(topic, wanted, "were dropped", (shelf, parked) -> shelf.drop(parked, BY));
    }

    private static Optional<String> wanted(Optional<String> name, boolean all) {
        if (name.isEmpty() && !all) {
            throw new Failure("Name a record as the list does, or say --all.");
        }
        return name;
    }

    private int settle(String topic, Optional<String> name, String done, BiConsumer<ParkedShelf, Parked> action) {
        try (var publisher = publisher()) {
            var shelf = shelf(publisher);
            var records = chosen(shelf, topic, name);
            records.forEach(parked -> action.accept(shelf, parked));
            console.say(records.size() + " records of " + topic + " " + done + ".");
            return 0;
        }
    }

    private static List<Parked> chosen(ParkedShelf shelf, String topic, Optional<String> name) {
        Topic<?> named = Topics.named(topic).orElseThrow(() -> new Failure("There is no topic " + topic + "."));
        var found = shelf.waiting(named).stream()
                .filter(parked -> name.map(parked.name()::equals).orElse(true))
                .toList();
        if (found.isEmpty()) {
            throw new Failure("No such record of " + topic + " is parked.");
        }
        return found;
    }

    private Publisher publisher() {
        return new Publisher(session.installation().kafka());
    }

    private ParkedShelf shelf(Publisher publisher) {
        return new ParkedShelf(session.installation().kafka(), publisher);
    }
}
