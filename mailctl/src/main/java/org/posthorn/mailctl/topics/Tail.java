package org.posthorn.mailctl.topics;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.posthorn.events.Content;
import org.posthorn.events.Topic;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.runtime.kafka.LogReader;

/// Prints the records of one topic.
final class Tail {
    private final Session session;
    private final Console console;
    private final Topic<?> topic;
    private final String name;
    private final TailOptions options;
    private long printed;

    /// @param parked the records that were set aside are meant
    Tail(Session session, Topic<?> topic, boolean parked, TailOptions options) {
        this.session = session;
        this.console = session.console();
        this.topic = topic;
        this.name = parked ? topic.parked() : topic.name();
        this.options = options;
        if (options.save.isPresent() && !topic.carriesMessage()) {
            throw new Failure("The topic " + name + " carries no messages to save.");
        }
    }

    int run() {
        try (var reader = new LogReader(session.installation().kafka(), List.of(name))) {
            if (reader.partitions().isEmpty()) {
                throw new Failure("Kafka has no topic " + name + "; make it: mailctl topics create");
            }
            begin(reader);
            reader.readTo(reader.ends(), this::visit);
            while (options.follow
                    && printed < options.limit
                    && !Thread.currentThread().isInterrupted()) {
                reader.next().forEach(this::visit);
            }
        }
        return 0;
    }

    private void begin(LogReader reader) {
        if (options.since.isPresent()) {
            reader.from(options.since.get());
        } else if (options.fromBeginning) {
            reader.fromBeginning();
        } else {
            reader.fromLast(options.last);
        }
    }

    private void visit(ConsumerRecord<byte[], byte[]> record) {
        if (printed >= options.limit) {
            return;
        }
        var shown = Shown.of(topic, record);
        if (wanted(shown)) {
            printed++;
            console.result(shown, shown.line());
            options.save.ifPresent(directory -> save(directory, shown, record));
        }
    }

    private boolean wanted(Shown shown) {
        return options.key.map(shown.key()::equals).orElse(true)
                && options.type.map(text -> shown.shortType().contains(text)).orElse(true)
                && options.text
                        .map(text -> shown.event().toString().contains(text))
                        .orElse(true);
    }

    private void save(Path directory, Shown shown, ConsumerRecord<byte[], byte[]> record) {
        var file = directory.resolve(shown.partition() + "-" + shown.offset() + ".eml");
        var octets = record.value() == null ? new byte[0] : record.value();
        try {
            Files.createDirectories(directory);
            if (shown.dataref().isPresent()) {
                var claimed = new Content.Claimed(shown.dataref().get(), shown.octets());
                try (var claims = Claims.open(session.installation().settings());
                        var in = claims.store().open(claimed)) {
                    Files.copy(in, file, StandardCopyOption.REPLACE_EXISTING);
                }
            } else {
                Files.write(file, octets);
            }
        } catch (IOException e) {
            throw new Failure("The file " + file + " cannot be written: " + e.getMessage() + ".");
        }
        console.say("Saved " + file);
    }
}
