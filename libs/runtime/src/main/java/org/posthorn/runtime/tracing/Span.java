package org.posthorn.runtime.tracing;

import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthorn.events.MessageId;
import org.posthorn.events.TraceContext;

/// A step of a message's way that is over. Its trace is the message's id and its parent the step before, both derived
/// from the id, so that nothing is handed on ([TraceContext]).
///
/// @param id 16 hexadecimal digits
/// @param facts attributes by name: no addresses of people, no content
/// @param failed whether it ended in an error of ours or of the other side
public record Span(
        MessageId message,
        Step step,
        String id,
        Instant begin,
        Instant end,
        Map<String, String> facts,
        boolean failed) {
    public Span {
        facts = Map.copyOf(facts);
    }

    /// The steps, with what OpenTelemetry calls their kind.
    public enum Step {
        ACCEPT(4),
        JUDGE(5),
        FILE(5),
        DELIVER(3);

        private final int kind;

        Step(int kind) {
            this.kind = kind;
        }

        int kind() {
            return kind;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// The span of the event that told of a step: the one that its record carries in `ce_traceparent`.
    ///
    /// @param event the record's `ce_id`
    public static String idOf(String event) {
        return TraceContext.spanId(event);
    }

    /// The event under which policy-service tells that it judged a message.
    public static String judgedEvent(MessageId message) {
        return message.value() + "/judged";
    }

    String trace() {
        return TraceContext.traceId(message);
    }

    Optional<String> parent() {
        return switch (step) {
            case ACCEPT -> Optional.empty();
            case JUDGE -> Optional.of(idOf(message.value()));
            case FILE, DELIVER -> Optional.of(idOf(judgedEvent(message)));
        };
    }
}
