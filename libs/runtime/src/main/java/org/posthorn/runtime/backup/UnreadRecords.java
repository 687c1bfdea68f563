package org.posthorn.runtime.backup;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.posthorn.events.EventCodec.UnreadableRecord;
import org.posthorn.events.Outcome;
import org.posthorn.events.Topics;
import org.posthorn.runtime.kafka.GroupPosition;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.LogIdentity;
import org.posthorn.runtime.kafka.LogReader;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.runtime.outbox.OutboxRecord;

/// What the readers of the log had still to read when the snapshot of the databases was taken.
///
/// Positions are noted before the snapshot, so that what was finished between the two is in both, and stores know it.
/// Ends are noted before it too, so that the claim store of the snapshot has every content that a record names; only
/// outcomes are read to the last, since they say what need not be sent again.
final class UnreadRecords {
    private static final List<String> POLICY_GROUPS =
            List.of("policy-service", "policy-credits", "policy-quarantine", "policy-suppression");
    private static final List<String> WITH_CONTENT = List.of(
            Topics.MAIL_ACCEPTED.name(),
            Topics.MAIL_WAITING.name(),
            Topics.DELIVERY_LOCAL.name(),
            Topics.DELIVERY_REMOTE.name());

    private final KafkaConnection connection;
    private final Map<TopicPartition, Long> positions = new HashMap<>();
    private final Map<TopicPartition, Long> ends = new HashMap<>();

    private UnreadRecords(KafkaConnection connection) {
        this.connection = connection;
    }

    /// Notes where readers and ends are now.
    static UnreadRecords now(KafkaConnection connection) {
        var unread = new UnreadRecords(connection);
        try (var admin = connection.admin()) {
            for (var group : POLICY_GROUPS) {
                GroupPosition.ofConsumerGroup(admin, group).forEach(unread::note);
            }
            GroupPosition.ofShareGroup(admin, TopicProvisioner.DELIVERY_GROUP).forEach(unread::note);
        }
        try (var reader = new LogReader(connection, WITH_CONTENT)) {
            unread.ends.putAll(reader.ends());
        }
        return unread;
    }

    /// Where several groups read a topic, the last of them counts.
    private void note(GroupPosition position) {
        positions.merge(position.partition(), position.next(), Math::min);
    }

    /// What was filed is known to the snapshot; a position of another log is none.
    void filed(List<DatabaseSnapshot.Filed> filed, LogIdentity log) {
        for (var position : filed) {
            if (position.log().equals(log)) {
                positions.put(new TopicPartition(Topics.DELIVERY_LOCAL.name(), position.partition()), position.next());
            }
        }
    }

    /// Visits the records of a topic that were still to be read.
    void visit(String topic, Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
        try (var reader = new LogReader(connection, List.of(topic))) {
            reader.fromBeginning();
            for (var partition : reader.partitions()) {
                reader.from(partition, positions.getOrDefault(partition, 0L));
            }
            var upTo = new HashMap<>(reader.ends());
            upTo.replaceAll((partition, end) -> Math.min(end, ends.getOrDefault(partition, end)));
            reader.readTo(upTo, record -> {
                var partition = new TopicPartition(record.topic(), record.partition());
                if (record.offset() < upTo.getOrDefault(partition, 0L)) {
                    visitor.accept(record);
                }
            });
        }
    }

    /// Visits the outcomes since then, to the last.
    void outcomesSince(Instant time, Consumer<Outcome> visitor) {
        outcomesSince(connection, time, visitor);
    }

    static void outcomesSince(KafkaConnection connection, Instant time, Consumer<Outcome> visitor) {
        try (var reader = new LogReader(connection, List.of(Topics.DELIVERY_OUTCOME.name()))) {
            reader.from(time);
            reader.readTo(reader.ends(), record -> {
                try {
                    visitor.accept(LogReader.event(Topics.DELIVERY_OUTCOME, record)
                            .event()
                            .data());
                } catch (UnreadableRecord _) {
                    // a newer release wrote it, and knows what it says
                }
            });
        }
    }

    /// Writes the records of a topic that were still to be read, or what is left of them.
    ///
    /// @return how many
    long write(String topic, DataOutputStream out, Function<ConsumerRecord<byte[], byte[]>, List<OutboxRecord>> rest) {
        var count = new long[1];
        visit(topic, record -> {
            for (var kept : rest.apply(record)) {
                try {
                    RecordFile.append(out, kept);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                count[0]++;
            }
        });
        return count[0];
    }
}
