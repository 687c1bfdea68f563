package org.posthorn.runtime.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.posthorn.events.Event;
import org.posthorn.events.Topic;

/// Reads topics outside of any group, and leaves no trace: for tools and for the ledger. Only committed records are
/// seen. Confined to one thread.
public final class LogReader implements AutoCloseable {
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration POLL = Duration.ofMillis(500);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final List<TopicPartition> partitions = new ArrayList<>();

    /// Opens all partitions of these topics; a topic that does not exist is left out.
    ///
    /// @throws Unavailable when Kafka does not answer
    public LogReader(KafkaConnection connection, Collection<String> topics) {
        consumer =
                new KafkaConsumer<>(connection.reader(1_000), new ByteArrayDeserializer(), new ByteArrayDeserializer());
        try {
            var existing = consumer.listTopics(PATIENCE);
            for (var topic : topics) {
                existing.getOrDefault(topic, List.of())
                        .forEach(p -> partitions.add(new TopicPartition(topic, p.partition())));
            }
            consumer.assign(partitions);
        } catch (KafkaException e) {
            consumer.close();
            throw away(e);
        }
    }

    private static Unavailable away(KafkaException e) {
        return new Unavailable("Kafka does not answer: " + e.getMessage(), e);
    }

    /// The partitions that are read.
    public List<TopicPartition> partitions() {
        return partitions;
    }

    /// Begins with the oldest record of each partition.
    public void fromBeginning() {
        consumer.seekToBeginning(partitions);
    }

    /// Begins behind the newest record of each partition.
    public void fromEnd() {
        consumer.seekToEnd(partitions);
    }

    /// Begins so many offsets before the end of each partition.
    public void fromLast(long records) {
        var begins = begins();
        ends().forEach((partition, end) ->
                consumer.seek(partition, Math.max(begins.getOrDefault(partition, 0L), end - records)));
    }

    /// Begins with the first record that was written then or later.
    public void from(Instant time) {
        // Asked before: what comes between the two questions is behind this end.
        var ends = ends();
        var times = partitions.stream().collect(Collectors.toMap(p -> p, _ -> time.toEpochMilli()));
        var found = asked(() -> consumer.offsetsForTimes(times, PATIENCE));
        for (var partition : partitions) {
            var offset = found.get(partition);
            consumer.seek(partition, offset == null ? ends.getOrDefault(partition, 0L) : offset.offset());
        }
    }

    /// Begins a partition with this offset, or the oldest one when that is gone.
    public void from(TopicPartition partition, long offset) {
        consumer.seek(partition, Math.max(offset, begins().getOrDefault(partition, 0L)));
    }

    /// The offset of the oldest record of each partition.
    public Map<TopicPartition, Long> begins() {
        return asked(() -> consumer.beginningOffsets(partitions, PATIENCE));
    }

    /// The offset behind the newest committed record of each partition.
    public Map<TopicPartition, Long> ends() {
        return asked(() -> consumer.endOffsets(partitions, PATIENCE));
    }

    /// The offset that is read next in each partition.
    public Map<TopicPartition, Long> positions() {
        return asked(() -> partitions.stream().collect(Collectors.toMap(p -> p, p -> consumer.position(p, PATIENCE))));
    }

    /// What came since; empty when nothing does within half a second.
    public Iterable<ConsumerRecord<byte[], byte[]>> next() {
        return asked(() -> consumer.poll(POLL));
    }

    /// Reads on until each partition was read up to its end.
    ///
    /// @param ends as of [#ends]; partitions that it does not name are not waited for
    public void readTo(Map<TopicPartition, Long> ends, Consumer<ConsumerRecord<byte[], byte[]>> visitor) {
        while (!reached(ends)) {
            next().forEach(visitor);
        }
    }

    private boolean reached(Map<TopicPartition, Long> ends) {
        return asked(() ->
                ends.entrySet().stream().allMatch(end -> consumer.position(end.getKey(), PATIENCE) >= end.getValue()));
    }

    private interface Question<T> {
        T ask();
    }

    private static <T> T asked(Question<T> question) {
        try {
            return question.ask();
        } catch (KafkaException e) {
            throw away(e);
        }
    }

    /// The event in a record.
    ///
    /// @throws org.posthorn.events.EventCodec.UnreadableRecord when there is none of this topic in it
    public static <E extends Event> Received<E> event(Topic<E> topic, ConsumerRecord<byte[], byte[]> record) {
        return Received.of(topic, record);
    }

    /// The record's key as text; empty when it has none.
    public static String key(ConsumerRecord<byte[], byte[]> record) {
        return record.key() == null ? "" : new String(record.key(), UTF_8);
    }

    /// A header as text.
    public static Optional<String> header(ConsumerRecord<byte[], byte[]> record, String name) {
        return Optional.ofNullable(Received.header(record, name)).map(value -> new String(value, UTF_8));
    }

    @Override
    public void close() {
        // nobody waits for what was asked for, and there is no group to leave
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }
}
