package org.posthorn.gateway.trace;

import java.util.Locale;
import org.posthorn.events.Event;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.MessageRefused;
import org.posthorn.events.Outcome;

/// The names of what can happen to a message.
final class TraceKind {
    private TraceKind() {}

    static String of(Event event) {
        return switch (event) {
            case MessageAccepted _ -> "accepted";
            case MessageRefused _ -> "refused";
            case MessageJudged _ -> "judged";
            case Outcome.InDoubt _ -> "in-doubt";
            default -> event.getClass().getSimpleName().toLowerCase(Locale.ROOT);
        };
    }
}
