package org.posthorn.gateway.trace;

import java.util.Locale;
import org.posthorn.events.Event;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.MessageRefused;
import org.posthorn.events.Outcome;
import org.posthorn.events.Verdict;

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

    /// A verdict as a term.
    static String verdict(Verdict verdict) {
        return switch (verdict) {
            case Verdict.Deliver _ -> "deliver";
            case Verdict.FileAsJunk _ -> "junk";
            case Verdict.Quarantine _ -> "quarantine";
            case Verdict.Discard _ -> "discard";
            case Verdict.Return _ -> "return";
        };
    }
}
