package org.posthorn.runtime.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/// Counts what groups have still to read. An offset may belong to a transaction's marker, an aborted record or one that
/// compaction took away, and only reading tells: so the first records are read, up to a limit, and what lies behind
/// them
/// is estimated by its offsets. Outside of any group, without a trace; confined to one thread.
public final class UnreadReader implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final int MOST_RECORDS = 1_000;
    private static final long MOST_OCTETS = 16L << 20;
    private static final int FETCH_OCTETS = 1 << 20;

    private final KafkaConsumer<byte[], byte[]> consumer;

    /// Opens a connection of its own.
    public UnreadReader(KafkaConnection connection) {
        var config = connection.reader(MOST_RECORDS);
        config.put(ConsumerConfig.MAX_PARTITION_FETCH_BYTES_CONFIG, FETCH_OCTETS);
        consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    /// The offsets behind the newest committed record of these partitions; those that do not exist are left out.
    ///
    /// @throws Unavailable when Kafka does not answer
    public Map<TopicPartition, Long> ends(Collection<TopicPartition> partitions) {
        try {
            var topics = consumer.listTopics(PATIENCE).keySet();
            var existing = partitions.stream()
                    .filter(partition -> topics.contains(partition.topic()))
                    .collect(Collectors.toSet());
            return consumer.endOffsets(existing, PATIENCE);
        } catch (KafkaException e) {
            throw away(e);
        }
    }

    /// What this group has still to read.
    ///
    /// @param end of its partition, as of [#ends]
    /// @throws Unavailable when Kafka does not answer
    public Unread of(GroupPosition position, long end) {
        if (position.next() >= end || position.unfinished().orElse(1) == 0) {
            return Unread.NOTHING;
        }
        try {
            return finished(look(position.partition(), position.next(), end), position);
        } catch (KafkaException e) {
            throw away(e);
        }
    }

    private Unread look(TopicPartition partition, long next, long end) {
        consumer.assign(List.of(partition));
        var begin = consumer.beginningOffsets(List.of(partition), PATIENCE).getOrDefault(partition, 0L);
        consumer.seek(partition, Math.max(begin, next));
        long seen = 0;
        long octets = 0;
        Optional<Instant> oldest = Optional.empty();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (consumer.position(partition, PATIENCE) < end) {
            if (seen >= MOST_RECORDS || octets >= MOST_OCTETS || System.nanoTime() > deadline) {
                return new Unread(seen + end - consumer.position(partition, PATIENCE), false, oldest);
            }
            for (var record : consumer.poll(POLL)) {
                if (record.offset() >= end) {
                    break;
                }
                seen++;
                octets += Math.max(0, record.serializedValueSize());
                oldest = oldest.or(() -> Optional.of(Instant.ofEpochMilli(record.timestamp())));
            }
        }
        return seen == 0 ? Unread.NOTHING : new Unread(seen, true, oldest);
    }

    /// The members of a share group may have finished records behind the first unfinished one, which Kafka counts.
    private static Unread finished(Unread unread, GroupPosition position) {
        long most = position.unfinished().orElse(Long.MAX_VALUE);
        return new Unread(Math.min(unread.records(), most), unread.exact(), unread.oldest());
    }

    private static Unavailable away(KafkaException e) {
        return new Unavailable("Kafka does not answer: " + e.getMessage(), e);
    }

    @Override
    public void close() {
        consumer.close();
    }
}
