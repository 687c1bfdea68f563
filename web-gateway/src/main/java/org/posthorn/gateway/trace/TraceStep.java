package org.posthorn.gateway.trace;

import java.time.Instant;
import java.util.Optional;
import org.posthorn.events.MessageId;

/// One thing that happened to a message.
///
/// @param event names it, the same in each copy of the record
/// @param kind such as `accepted`, `judged` or `bounced`
/// @param recipient whom it is about, when it is not about all
/// @param json the event as the topic has it
record TraceStep(MessageId message, String event, Instant at, String kind, Optional<String> recipient, String json)
        implements Comparable<TraceStep> {
    /// In the order of time; within one instant a message is accepted, then judged, then comes to its ends.
    @Override
    public int compareTo(TraceStep other) {
        int byTime = at.compareTo(other.at);
        return byTime != 0 ? byTime : rank() - other.rank();
    }

    private int rank() {
        return switch (kind) {
            case "accepted" -> 0;
            case "judged" -> 1;
            default -> 2;
        };
    }
}
