package org.posthorn.policy.intake;

import io.micrometer.core.instrument.Counter;
import java.util.List;
import org.posthorn.events.Route;
import org.posthorn.events.Verdict;
import org.posthorn.runtime.metrics.Metrics;

/// What is counted of judging.
public final class Figures {
    private final Counter delivered;
    private final Counter held;
    private final Counter local;
    private final Counter remote;
    private final Counter unroutable;
    private final Counter signatures;

    public Figures(Metrics metrics) {
        delivered = metrics.counter("posthorn_policy_messages", "Messages judged.", "verdict", "deliver");
        held = metrics.counter("posthorn_policy_messages", "Messages judged.", "verdict", "other");
        local = metrics.counter("posthorn_policy_routes", "Routes found.", "kind", "local");
        remote = metrics.counter("posthorn_policy_routes", "Routes found.", "kind", "remote");
        unroutable = metrics.counter("posthorn_policy_routes", "Routes found.", "kind", "unroutable");
        signatures = metrics.counter("posthorn_policy_signatures", "DKIM signatures made.");
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
