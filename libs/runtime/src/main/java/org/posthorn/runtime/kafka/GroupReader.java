package org.posthorn.runtime.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.RebalanceInProgressException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.Topic;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A consumer of one topic in a group that has at most one batch in its hands. While the batch waits for a failed
/// environment the consumer stays in the group with its partitions paused; records of a partition that goes to another
/// member leave the batch. Confined to the loop's thread, but for [#wakeUp].
///
/// With an [OffsetStore] that decides where reading begins, Kafka's own keeping only tells operators how far the group
/// is: it is told about once a second, and nobody waits for it.
final class GroupReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(GroupReader.class);
    private static final Duration TELLING = Duration.ofSeconds(1);
    /// Leaving the group is one request. A fetch that a patient reader has at the broker would take seconds.
    private static final Duration LEAVING = Duration.ofSeconds(1);

    private final KafkaConsumer<byte[], byte[]> consumer;
    private final @Nullable OffsetStore offsets;
    private final LogIdentity identity;
    private final String topic;
    private final List<ConsumerRecord<byte[], byte[]>> held = new ArrayList<>();
    private final Map<TopicPartition, OffsetAndMetadata> untold = new HashMap<>();
    private long told = System.nanoTime();
    private boolean waiting;

    GroupReader(KafkaConnection connection, Topic<?> topic, Map<String, Object> config, @Nullable OffsetStore offsets) {
        this.topic = topic.name();
        this.offsets = offsets;
        this.identity = LogIdentity.of(connection, topic.name());
        consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        consumer.subscribe(List.of(topic.name()), new Assignment());
    }

    /// Brings the next batch; empty when there is nothing for now.
    List<ConsumerRecord<byte[], byte[]>> next(Duration wait) {
        held.clear();
        if (!untold.isEmpty() && System.nanoTime() - told > TELLING.toNanos()) {
            told = System.nanoTime();
            consumer.commitAsync(Map.copyOf(untold), this::heard);
        }
        for (var record : consumer.poll(wait)) {
            held.add(record);
        }
        return held;
    }

    /// What is in hand.
    List<ConsumerRecord<byte[], byte[]>> held() {
        return held;
    }

    /// Records behind the batch in hand, as far as the brokers told.
    long lag() {
        return consumer.assignment().stream()
                .mapToLong(partition -> consumer.currentLag(partition).orElse(0))
                .sum();
    }

    /// Stays a member of the group for a while without taking more; the batch may shrink.
    void waitInGroup(Duration pause) {
        waiting = true;
        consumer.pause(consumer.assignment());
        try {
            consumer.poll(pause);
        } finally {
            waiting = false;
            consumer.resume(consumer.assignment());
        }
    }

    /// Where the partitions of these records stand after them.
    List<Position> positionsAfter(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<Integer, ConsumerRecord<byte[], byte[]>> last = new HashMap<>();
        for (var record : records) {
            last.put(record.partition(), record);
        }
        return last.values().stream()
                .map(r -> new Position(
                        identity.clusterId(), identity.topicId(), r.partition(), r.offset() + 1, r.leaderEpoch()))
                .toList();
    }

    /// The same for Kafka's own keeping.
    Map<TopicPartition, OffsetAndMetadata> offsetsAfter(List<ConsumerRecord<byte[], byte[]>> records) {
        Map<TopicPartition, OffsetAndMetadata> out = new HashMap<>();
        for (var p : positionsAfter(records)) {
            out.put(new TopicPartition(topic, p.partition()), new OffsetAndMetadata(p.next(), p.leaderEpoch(), ""));
        }
        return out;
    }

    /// Commits what stands after these records. A partition that went to another member meanwhile is that member's:
    /// it does the records again into stores that know them.
    void commit(List<ConsumerRecord<byte[], byte[]>> records) {
        var after = offsetsAfter(records);
        if (offsets != null) {
            untold.putAll(after);
            return;
        }
        try {
            evenIfWoken(() -> consumer.commitSync(after));
        } catch (CommitFailedException | RebalanceInProgressException e) {
            held.clear();
        }
    }

    /// A stop woke the consumer; the batch is done, so its position still counts.
    private static void evenIfWoken(Runnable commit) {
        try {
            commit.run();
        } catch (WakeupException e) {
            commit.run();
        }
    }

    /// Kafka's keeping is for information here, so that what goes wrong with it stops nothing.
    private void tell() {
        if (untold.isEmpty()) {
            return;
        }
        try {
            evenIfWoken(() -> consumer.commitSync(untold, TELLING));
            untold.clear();
        } catch (KafkaException e) {
            LOG.debug("position-not-told topic={}", topic, e);
        }
    }

    /// What was not heard is told again with what comes after.
    private void heard(Map<TopicPartition, OffsetAndMetadata> positions, @Nullable Exception failure) {
        if (failure == null) {
            positions.forEach(untold::remove);
        }
    }

    ConsumerGroupMetadata groupMetadata() {
        return consumer.groupMetadata();
    }

    /// Makes a waiting poll return; for another thread.
    void wakeUp() {
        consumer.wakeup();
    }

    @Override
    public void close() {
        tell();
        consumer.close(CloseOptions.timeout(LEAVING));
    }

    private final class Assignment implements ConsumerRebalanceListener {
        @Override
        public void onPartitionsRevoked(Collection<TopicPartition> partitions) {
            tell();
            untold.keySet().removeAll(partitions);
            held.removeIf(r -> partitions.contains(new TopicPartition(r.topic(), r.partition())));
        }

        @Override
        public void onPartitionsAssigned(Collection<TopicPartition> partitions) {
            if (waiting) {
                consumer.pause(partitions);
            }
            if (offsets != null && !partitions.isEmpty()) {
                seek(offsets, partitions);
            }
        }

        /// Where the stored position belongs to another log, or lies past this one's end (a power cut took the tail,
        /// a backup was restored), everything is read again: the store knows what it has.
        private void seek(OffsetStore store, Collection<TopicPartition> partitions) {
            Set<Integer> numbers = new HashSet<>();
            partitions.forEach(p -> numbers.add(p.partition()));
            var ends = consumer.endOffsets(partitions);
            Map<Integer, Position> stored = new HashMap<>();
            store.stored(numbers).forEach(p -> stored.put(p.partition(), p));
            for (var partition : partitions) {
                var kept = Optional.ofNullable(stored.get(partition.partition()))
                        .filter(p -> p.clusterId().equals(identity.clusterId())
                                && p.topicId().equals(identity.topicId()))
                        .filter(p -> p.next() <= ends.getOrDefault(partition, 0L));
                if (kept.isPresent()) {
                    var p = kept.get();
                    var position = new OffsetAndMetadata(p.next(), p.leaderEpoch(), "");
                    consumer.seek(partition, position);
                    untold.put(partition, position);
                } else {
                    consumer.seekToBeginning(List.of(partition));
                }
            }
        }
    }
}
