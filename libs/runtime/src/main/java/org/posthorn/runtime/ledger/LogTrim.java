package org.posthorn.runtime.ledger;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.posthorn.events.Topic;
import org.posthorn.events.Topics;
import org.posthorn.runtime.kafka.GroupPosition;
import org.posthorn.runtime.kafka.Unavailable;

/// Deletes records of mail topics that the books have closed. These topics have no retention by time, so that a long
/// outage or a clock that jumps never deletes what nobody has read.
final class LogTrim {
    private static final long PATIENCE_SECONDS = 30;

    private final Admin admin;

    LogTrim(Admin admin) {
        this.admin = admin;
    }

    /// Deletes what is older than this and lies before the checkpoint and before every reader.
    ///
    /// @return how many offsets went, for each partition that lost some
    Map<TopicPartition, Long> trim(Checkpoint checkpoint, Instant olderThan) {
        var groups = GroupPosition.all(admin);
        Map<TopicPartition, Long> gone = new HashMap<>();
        Map<TopicPartition, RecordsToDelete> wanted = new HashMap<>();
        for (var topic : Topics.ALL) {
            if (topic.keep() != Topic.Keep.UNTIL_CHECKPOINT) {
                continue;
            }
            var partitions = partitions(topic);
            var begins = offsets(partitions, OffsetSpec.earliest());
            var ends = offsets(partitions, OffsetSpec.latest());
            var young = offsets(partitions, OffsetSpec.forTimestamp(olderThan.toEpochMilli()));
            for (var partition : partitions) {
                long byTime = young.getOrDefault(partition, -1L);
                var limits = new TrimLimits(
                        byTime < 0 ? ends.getOrDefault(partition, 0L) : byTime,
                        byBooks(checkpoint, partition),
                        read(groups, partition));
                long begin = begins.getOrDefault(partition, 0L);
                long before = limits.before(topic);
                if (before > begin) {
                    gone.put(partition, before - begin);
                    wanted.put(partition, RecordsToDelete.beforeOffset(before));
                }
            }
        }
        if (!wanted.isEmpty()) {
            ask(admin.deleteRecords(wanted).all());
        }
        return gone;
    }

    /// The oldest offset of each partition of `mail.accepted`.
    Map<TopicPartition, Long> acceptedBegins() {
        return offsets(partitions(Topics.MAIL_ACCEPTED), OffsetSpec.earliest());
    }

    private static OptionalLong byBooks(Checkpoint checkpoint, TopicPartition partition) {
        var begin = checkpoint.begins().get(partition);
        return begin == null ? OptionalLong.empty() : OptionalLong.of(begin);
    }

    private static Map<String, Long> read(List<GroupPosition> groups, TopicPartition partition) {
        return groups.stream()
                .filter(group -> group.partition().equals(partition))
                .collect(Collectors.toMap(GroupPosition::group, GroupPosition::next));
    }

    private List<TopicPartition> partitions(Topic<?> topic) {
        var descriptions = ask(admin.describeTopics(List.of(topic.name())).allTopicNames());
        return descriptions.values().stream()
                .flatMap(description -> description.partitions().stream()
                        .map(partition -> new TopicPartition(topic.name(), partition.partition())))
                .toList();
    }

    /// -1 where there is no such offset.
    private Map<TopicPartition, Long> offsets(List<TopicPartition> partitions, OffsetSpec spec) {
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, spec));
        Map<TopicPartition, Long> offsets = new HashMap<>();
        ask(admin.listOffsets(wanted).all()).forEach((partition, found) -> offsets.put(partition, found.offset()));
        return offsets;
    }

    private static <T> T ask(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new Unavailable("Kafka does not answer about its records: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("Interrupted while Kafka was asked about its records", e);
        }
    }
}
