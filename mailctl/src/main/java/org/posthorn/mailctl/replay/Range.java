package org.posthorn.mailctl.replay;

import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.posthorn.mailctl.console.Failure;

/// Which records of a topic are meant: by offset or by time, of one partition or of all, of one key or of all.
///
/// @param from the first, such as `1200` or `2026-11-27T09:00:00Z`
/// @param to the first that is not meant any more; absent for the end as it is now
record Range(Bound from, Optional<Bound> to, Optional<Integer> partition, Optional<String> key) {

    /// An end of the range.
    sealed interface Bound {
        record Offset(long offset) implements Bound {}

        record Time(Instant instant) implements Bound {}

        static Bound parse(String text) {
            if (text.matches("[0-9]{1,18}")) {
                return new Offset(Long.parseLong(text));
            }
            try {
                return new Time(Instant.parse(text));
            } catch (DateTimeParseException _) {
                throw new Failure("A bound is an offset, such as 1200, or a time, such as 2026-11-27T09:00:00Z; not "
                        + text + ".");
            }
        }

        /// Whether a record lies before it.
        default boolean after(long recordOffset, long recordMillis) {
            return switch (this) {
                case Offset(long offset) -> recordOffset < offset;
                case Time(Instant instant) -> recordMillis < instant.toEpochMilli();
            };
        }
    }

    boolean contains(ConsumerRecord<byte[], byte[]> record, String recordKey) {
        return partition.map(wanted -> wanted == record.partition()).orElse(true)
                && key.map(recordKey::equals).orElse(true)
                && !from.after(record.offset(), record.timestamp())
                && to.map(bound -> bound.after(record.offset(), record.timestamp()))
                        .orElse(true);
    }

    /// Where reading may end: at an offset that is named, else at the end as it is now.
    Map<TopicPartition, Long> ends(Map<TopicPartition, Long> now) {
        var ends = new HashMap<>(now);
        to.ifPresent(bound -> {
            if (bound instanceof Bound.Offset(long offset)) {
                ends.replaceAll((_, end) -> Math.min(end, offset));
            }
        });
        return ends;
    }
}
