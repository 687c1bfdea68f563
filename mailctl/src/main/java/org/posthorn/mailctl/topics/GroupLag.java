package org.posthorn.mailctl.topics;

import static org.posthorn.mailctl.topics.KafkaAnswers.ask;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.GroupType;
import org.apache.kafka.common.TopicPartition;

/// How far a group is in a partition.
///
/// @param kind `consumer` or `share`
/// @param next the first offset that it has not finished
/// @param end the offset behind the newest record
public record GroupLag(String group, String kind, String topic, int partition, long next, long end) {
    /// Records that it has not finished. Transaction markers count, so a group that is at the end may show one or two.
    public long lag() {
        return Math.max(0, end - next);
    }

    /// Every group in every partition that it reads.
    static List<GroupLag> all(Admin admin) {
        Map<String, Map<TopicPartition, Long>> consumers = new HashMap<>();
        Map<String, Map<TopicPartition, Long>> shares = new HashMap<>();
        for (var group : ask(admin.listGroups().all())) {
            if (group.type().equals(Optional.of(GroupType.SHARE))) {
                shares.put(group.groupId(), shareOffsets(admin, group.groupId()));
            } else {
                consumers.put(group.groupId(), consumerOffsets(admin, group.groupId()));
            }
        }
        var ends = ends(admin, consumers, shares);
        var lags = new ArrayList<GroupLag>();
        consumers.forEach((group, offsets) -> add(lags, group, "consumer", offsets, ends));
        shares.forEach((group, offsets) -> add(lags, group, "share", offsets, ends));
        lags.sort(Comparator.comparing(GroupLag::group)
                .thenComparing(GroupLag::topic)
                .thenComparingInt(GroupLag::partition));
        return lags;
    }

    private static Map<TopicPartition, Long> consumerOffsets(Admin admin, String group) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        ask(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata())
                .forEach((partition, offset) -> {
                    if (offset != null) {
                        offsets.put(partition, offset.offset());
                    }
                });
        return offsets;
    }

    private static Map<TopicPartition, Long> shareOffsets(Admin admin, String group) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        var wanted = Map.of(group, new ListShareGroupOffsetsSpec());
        ask(admin.listShareGroupOffsets(wanted).partitionsToOffsetInfo(group)).forEach((partition, info) -> {
            if (info != null) {
                offsets.put(partition, info.startOffset());
            }
        });
        return offsets;
    }

    private static Map<TopicPartition, Long> ends(
            Admin admin,
            Map<String, Map<TopicPartition, Long>> consumers,
            Map<String, Map<TopicPartition, Long>> shares) {
        var partitions = new HashSet<TopicPartition>();
        consumers.values().forEach(offsets -> partitions.addAll(offsets.keySet()));
        shares.values().forEach(offsets -> partitions.addAll(offsets.keySet()));
        Map<TopicPartition, OffsetSpec> wanted = new HashMap<>();
        partitions.forEach(partition -> wanted.put(partition, OffsetSpec.latest()));
        Map<TopicPartition, Long> ends = new HashMap<>();
        ask(admin.listOffsets(wanted).all()).forEach((partition, found) -> ends.put(partition, found.offset()));
        return ends;
    }

    private static void add(
            List<GroupLag> lags,
            String group,
            String kind,
            Map<TopicPartition, Long> offsets,
            Map<TopicPartition, Long> ends) {
        offsets.forEach((partition, next) -> lags.add(new GroupLag(
                group, kind, partition.topic(), partition.partition(), next, ends.getOrDefault(partition, next))));
    }
}
