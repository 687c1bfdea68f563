package org.posthorn.runtime.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.posthorn.events.EventCodec.Header;
import org.posthorn.events.Topic;

/// What was set aside, for operators: each record waits in its parking topic until it is retried or dropped.
///
/// Kafka cannot take one record out of a topic. So a retry or a drop writes a mark that names the record, and what
/// stands before the first unmarked record is deleted.
public final class ParkedShelf {
    private static final String SETTLED = "posthorn_parked_settled";
    private static final String ACTION = "posthorn_parked_action";
    private static final String BY = "posthorn_parked_settled_by";

    private final KafkaConnection connection;
    private final Publisher publisher;

    public ParkedShelf(KafkaConnection connection, Publisher publisher) {
        this.connection = connection;
        this.publisher = publisher;
    }

    /// A record that waits.
    ///
    /// @param name `partition:offset` in the parking topic
    public record Parked(Topic<?> topic, String name, ConsumerRecord<byte[], byte[]> record) {
        public String key() {
            return LogReader.key(record);
        }

        /// Why it was set aside.
        public String reason() {
            return LogReader.header(record, Parking.REASON).orElse("unknown");
        }

        /// The group that could not process it.
        public String group() {
            return LogReader.header(record, Parking.GROUP).orElse("unknown");
        }

        public Instant at() {
            return Instant.ofEpochMilli(record.timestamp());
        }
    }

    /// Everything of a topic that waits, the oldest first.
    public List<Parked> waiting(Topic<?> topic) {
        try (var reader = new LogReader(connection, List.of(topic.parked()))) {
            reader.fromBeginning();
            List<Parked> found = new ArrayList<>();
            Set<String> settled = new HashSet<>();
            reader.readTo(reader.ends(), record -> {
                var mark = LogReader.header(record, SETTLED);
                if (mark.isPresent()) {
                    settled.add(mark.get());
                } else {
                    found.add(new Parked(topic, record.partition() + ":" + record.offset(), record));
                }
            });
            found.removeIf(parked -> settled.contains(parked.name()));
            return found;
        }
    }

    /// Sends a record back to its topic as it was.
    public void retry(Parked parked, String by) {
        List<Header> headers = new ArrayList<>();
        for (var header : parked.record().headers()) {
            if (!header.key().startsWith("posthorn_parked_")) {
                headers.add(new Header(header.key(), header.value()));
            }
        }
        Publisher.await(List.of(publisher.send(
                parked.topic().name(), parked.key(), headers, parked.record().value())));
        settle(parked, "retried", by);
    }

    /// Gives a record up.
    public void drop(Parked parked, String by) {
        settle(parked, "dropped", by);
    }

    private void settle(Parked parked, String action, String by) {
        var headers = List.of(
                new Header(SETTLED, parked.name().getBytes(UTF_8)),
                new Header(ACTION, action.getBytes(UTF_8)),
                new Header(BY, by.getBytes(UTF_8)));
        Publisher.await(List.of(publisher.send(parked.topic().parked(), parked.key(), headers, new byte[0])));
        sweep(parked.topic());
    }

    /// Deletes what stands before the first record that waits.
    private void sweep(Topic<?> topic) {
        Map<TopicPartition, Long> before = new HashMap<>();
        try (var reader = new LogReader(connection, List.of(topic.parked()))) {
            before.putAll(reader.ends());
        }
        for (var parked : waiting(topic)) {
            var partition = new TopicPartition(topic.parked(), parked.record().partition());
            before.merge(partition, parked.record().offset(), Math::min);
        }
        Map<TopicPartition, RecordsToDelete> wanted = new HashMap<>();
        before.forEach((partition, offset) -> wanted.put(partition, RecordsToDelete.beforeOffset(offset)));
        try (Admin admin = connection.admin()) {
            var _ = admin.deleteRecords(wanted).all();
        }
    }
}
