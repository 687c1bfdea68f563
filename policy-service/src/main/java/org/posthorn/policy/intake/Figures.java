package org.posthorn.policy.intake;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.Route;
import org.posthorn.events.Verdict;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.tracing.Span;
import org.posthorn.runtime.tracing.Spans;

/// What is counted of judging.
public final class Figures {
    private final Map<String, Counter> verdicts = new HashMap<>();
    private final Counter local;
    private final Counter remote;
    private final Counter unroutable;
    private final Counter signatures;

    private final Timer judging;
    private final Timer delay;
    private final Spans spans;

    public Figures(Metrics metrics, Spans spans) {
        this.spans = spans;
        for (var kind : List.of("deliver", "junk", "quarantine", "discard", "return")) {
            verdicts.put(kind, metrics.counter("posthorn_policy_messages", "Messages judged.", "verdict", kind));
        }
        judging = metrics.timer("posthorn_policy_judging", "How long judging a message took.");
        delay = metrics.timer("posthorn_policy_delay", "From the acceptance of a message to its judgement.");
        local = metrics.counter("posthorn_policy_routes", "Routes found.", "kind", "local");
        remote = metrics.counter("posthorn_policy_routes", "Routes found.", "kind", "remote");
        unroutable = metrics.counter("posthorn_policy_routes", "Routes found.", "kind", "unroutable");
        signatures = metrics.counter("posthorn_policy_signatures", "DKIM signatures made.");
    }

    /// One message is judged.
    ///
    /// @param begin when its record was taken up
    void judged(MessageAccepted message, Verdict verdict, Instant begin, Instant end) {
        var kind = verdict.kind();
        Objects.requireNonNull(verdicts.get(kind)).increment();
        judging.record(Duration.between(begin, end));
        delay.record(Duration.between(message.acceptedAt(), end));
        if (spans.wants(message.messageId())) {
            spans.ended(new Span(
                    message.messageId(),
                    Span.Step.JUDGE,
                    Span.idOf(Span.judgedEvent(message.messageId())),
                    begin,
                    end,
                    Map.of("posthorn.verdict", kind),
                    false));
        }
    }

    /// Where it goes.
    void routed(List<Route> routes, int signed) {
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
