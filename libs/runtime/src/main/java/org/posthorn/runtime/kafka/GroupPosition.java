package org.posthorn.runtime.kafka;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/// How far a group is in one partition.
///
/// @param next the first offset that it has not finished
/// @param share a share group, whose members may have finished records behind `next`
/// @param unfinished what Kafka itself counts for a share group; transaction markers count
public record GroupPosition(String group, boolean share, TopicPartition partition, long next, OptionalLong unfinished) {
    private static final long PATIENCE_SECONDS = 30;

    /// Every group in every partition that it reads.
    ///
    /// @throws Unavailable when Kafka does not answer
    public static List<GroupPosition> all(Admin admin) {
        List<GroupPosition> positions = new ArrayList<>();
        for (var group : ask(admin.listGroups().all(), List.of())) {
            boolean share = group.type().equals(Optional.of(GroupType.SHARE));
            positions.addAll(share ? ofShareGroup(admin, group.groupId()) : ofConsumerGroup(admin, group.groupId()));
        }
        return positions;
    }

    /// A group of consumers that commit offsets; empty when nobody joined it yet.
    public static List<GroupPosition> ofConsumerGroup(Admin admin, String group) {
        var offsets = ask(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(), Map.of());
        List<GroupPosition> positions = new ArrayList<>();
        offsets.forEach((partition, offset) -> {
            if (offset != null) {
                positions.add(new GroupPosition(group, false, partition, offset.offset(), OptionalLong.empty()));
            }
        });
        return positions;
    }

    /// A share group; empty when nobody joined it yet.
    public static List<GroupPosition> ofShareGroup(Admin admin, String group) {
        var asked = admin.listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()));
        List<GroupPosition> positions = new ArrayList<>();
        ask(asked.partitionsToOffsetInfo(group), Map.of()).forEach((partition, info) -> {
            if (info != null) {
                var lag = info.lag().map(OptionalLong::of).orElse(OptionalLong.empty());
                positions.add(new GroupPosition(group, true, partition, info.startOffset(), lag));
            }
        });
        return positions;
    }

    /// A group that nobody joined yet has no offsets.
    private static <T> T ask(KafkaFuture<T> future, T none) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return none;
            }
            throw new Unavailable("Kafka does not answer about its groups: " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new Unavailable("Kafka does not answer about its groups: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("Interrupted while Kafka was asked about its groups", e);
        }
    }
}
