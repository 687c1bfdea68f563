package org.posthorn.runtime.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.posthorn.events.Event;

/// What one poll brought.
///
/// @param records in the order of each partition; empty when all of it was parked and only the positions move
/// @param positions where each partition stands once the records are done
public record Batch<E extends Event>(List<Received<E>> records, List<Position> positions) {

    /// The same in portions that are not heavier than this, or of one record: for work that holds in memory what
    /// records only name. When a portion fails, the whole batch comes again.
    public List<Batch<E>> portions(ToLongFunction<Received<E>> weight, long heaviest) {
        List<Batch<E>> portions = new ArrayList<>();
        List<Received<E>> portion = new ArrayList<>();
        long heavy = 0;
        for (var record : records) {
            long weighs = weight.applyAsLong(record);
            if (!portion.isEmpty() && heavy + weighs > heaviest) {
                portions.add(new Batch<>(portion, positionsAfter(portion)));
                portion = new ArrayList<>();
                heavy = 0;
            }
            portion.add(record);
            heavy += weighs;
        }
        portions.add(new Batch<>(portion, positions));
        return portions;
    }

    private List<Position> positionsAfter(List<Received<E>> portion) {
        Map<Integer, Long> next = new HashMap<>();
        portion.forEach(record -> next.put(record.partition(), record.offset() + 1));
        return positions.stream()
                .filter(position -> next.containsKey(position.partition()))
                .map(position -> new Position(
                        position.clusterId(),
                        position.topicId(),
                        position.partition(),
                        next.getOrDefault(position.partition(), position.next()),
                        position.leaderEpoch()))
                .toList();
    }
}
