package org.posthorn.runtime.ledger;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.posthorn.events.Topics;

/// How far the books are closed: what was accepted before it has reached its outcomes, or waits in a durable row.
///
/// @param begins for each partition of `mail.accepted`, `mail.judged` and `delivery.outcome`: nothing before this
///     offset tells of a message that is not settled
/// @param upTo for the same partitions, how far they were read
/// @param unsettled the accepted messages between the two that count; the others are settled
/// @param takenAt when the books were closed so far
public record Checkpoint(
        Map<TopicPartition, Long> begins, Map<TopicPartition, Long> upTo, Set<Place> unsettled, Instant takenAt) {
    public Checkpoint {
        begins = Map.copyOf(begins);
        upTo = Map.copyOf(upTo);
        unsettled = Set.copyOf(unsettled);
    }

    /// What follows from these entries when the topics were read so far.
    static Checkpoint of(Map<TopicPartition, Long> read, Iterable<MessageEntry> unsettled, Instant now) {
        var begins = new HashMap<>(read);
        var places = new HashSet<Place>();
        for (var entry : unsettled) {
            places.addAll(entry.places);
            entry.firsts.forEach((partition, offset) -> begins.merge(partition, offset, Math::min));
        }
        return new Checkpoint(begins, read, places, now);
    }

    /// Whether an accepted message was settled when this was taken.
    boolean settles(Place place) {
        var read = upTo.get(new TopicPartition(Topics.MAIL_ACCEPTED.name(), place.partition()));
        return read != null && place.offset() < read && !unsettled.contains(place);
    }
}
