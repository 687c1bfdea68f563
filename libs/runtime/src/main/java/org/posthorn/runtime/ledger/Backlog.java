package org.posthorn.runtime.ledger;

import java.util.Map;
import java.util.Set;
import org.posthorn.events.MessageId;

/// What still lies in the topics before its reader, or was set aside.
///
/// @param judgedUpTo for each partition of `mail.accepted`, the next offset that policy reads
/// @param waiting messages that wait for late evidence
/// @param underWay routes whose record mailbox-service or a delivery worker has not finished
/// @param parked messages with a record that was set aside
public record Backlog(
        Map<Integer, Long> judgedUpTo, Set<MessageId> waiting, Set<RouteKey> underWay, Set<MessageId> parked) {
    /// Nothing is under way.
    public static final Backlog NONE = new Backlog(Map.of(), Set.of(), Set.of(), Set.of());

    boolean waits(MessageId id, Place place) {
        return place.offset() >= judgedUpTo.getOrDefault(place.partition(), Long.MAX_VALUE) || waiting.contains(id);
    }
}
