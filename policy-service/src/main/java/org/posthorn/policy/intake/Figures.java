package org.posthorn.policy.intake;

import io.micrometer.core.instrument.Counter;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.posthorn.events.MessageId;
import org.posthorn.events.Route;
import org.posthorn.events.Verdict;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.tracing.Span;
import org.posthorn.runtime.tracing.Spans;

/// What is counted of judging.
public final class Figures {
    private final Counter delivered;
    private final Counter held;
    private final Counter local;
    private final Counter remote;
    private final Counter unroutable;
    private final Counter signatures;

    private final Spans spans;

    public Figures(Metrics metrics, Spans spans) {
        this.spans = spans;
        delivered = metrics.counter("posthorn_policy_messages", "Messages judged.", "verdict", "deliver");
        held = metrics.counter("posthorn_policy_messages", "Messages judged.", "verdict", "other");
        local = metrics.counter("posthorn_policy_routes", "Routes found.", "kind", "local");
        remote = metrics.counter("posthorn_policy_routes", "Routes found.", "kind", "remote");
        unroutable = metrics.counter("posthorn_policy_routes", "Routes found.", "kind", "unroutable");
        signatures = metrics.counter("posthorn_policy_signatures", "DKIM signatures made.");
    }

    /// How long judging took, from the record to what follows from it.
    void took(MessageId message, Verdict verdict, Instant begin, Instant end) {
        if (spans.wants(message)) {
            var kind = verdict.getClass()
                    .getSimpleName()
                    .replaceAll("(?<=[a-z])(?=[A-Z])", "-")
                    .toLowerCase(Locale.ROOT);
            var id = Span.idOf(Span.judgedEvent(message));
            spans.ended(new Span(message, Span.Step.JUDGE, id, begin, end, Map.of("posthorn.verdict", kind), false));
        }
    }

    void judged(Verdict verdict, List<Route> routes, int signed) {
        (verdict instanceof Verdict.Deliver ? delivered : held).increment();
        for (var route : routes) {
            switch (route) {
                case Route.Local _ -> local.increment();
                case Route.Remote _ -> remote.increment();
                case Route.Unroutable _ -> unroutable.increment();
            }
        }
        if (signed > 0) {
            signatures.increment(signed);
        }
    }
}
