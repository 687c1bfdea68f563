package org.posthorn.gateway.trace;

import com.fasterxml.jackson.core.JsonProcessingException;
import org.posthorn.events.Event;
import org.posthorn.events.EventJson;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.MessageRefused;
import org.posthorn.events.Outcome;

/// Events as the trace keeps them.
final class TraceJson {
    private TraceJson() {}

    static String of(Event event) {
        try {
            return EventJson.MAPPER.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event that cannot be written: " + event, e);
        }
    }

    /// The event of a step.
    static Event event(TraceStep step) {
        try {
            return EventJson.MAPPER.readValue(step.json(), type(step.kind()));
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a step that cannot be read: " + step.event(), e);
        }
    }

    private static Class<? extends Event> type(String kind) {
        return switch (kind) {
            case "accepted" -> MessageAccepted.class;
            case "refused" -> MessageRefused.class;
            case "judged" -> MessageJudged.class;
            case "delivered" -> Outcome.Delivered.class;
            case "bounced" -> Outcome.Bounced.class;
            case "expired" -> Outcome.Expired.class;
            case "discarded" -> Outcome.Discarded.class;
            case "deferred" -> Outcome.Deferred.class;
            case "held" -> Outcome.Held.class;
            case "quarantined" -> Outcome.Quarantined.class;
            case "in-doubt" -> Outcome.InDoubt.class;
            default -> throw new IllegalArgumentException("no kind of step: " + kind);
        };
    }
}
