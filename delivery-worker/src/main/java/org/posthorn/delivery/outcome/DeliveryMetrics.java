package org.posthorn.delivery.outcome;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Supplier;
import org.posthorn.delivery.queue.BounceClass;
import org.posthorn.events.Outcome;
import org.posthorn.runtime.metrics.Metrics;

/// What the delivery-worker counts.
public final class DeliveryMetrics {
    private final Metrics metrics;
    private final Map<String, Counter> outcomes = new TreeMap<>();
    private final Map<BounceClass, Counter> failures = new EnumMap<>(BounceClass.class);
    private final Timer attempts;
    private final Timer delay;
    private final Counter moved;

    public DeliveryMetrics(Metrics metrics) {
        this.metrics = metrics;
        for (var kind : new String[] {"delivered", "bounced", "expired", "discarded", "deferred", "held", "in-doubt"}) {
            outcomes.put(
                    kind,
                    metrics.counter("posthorn_delivery_outcomes", "Outcomes of recipients, by kind.", "outcome", kind));
        }
        for (var each : BounceClass.values()) {
            failures.put(
                    each,
                    metrics.counter(
                            "posthorn_delivery_failures",
                            "Recipients that were put off, bounced, expired or in doubt, by what the reply tells of.",
                            "class",
                            each.word()));
        }
        delay = metrics.timer("posthorn_delivery_delay", "From the acceptance of a message to its delivery.");
        attempts = metrics.timer("posthorn_delivery_attempt", "How long attempts took.");
        moved = metrics.counter(
                "posthorn_delivery_moved", "First attempts that went on from the queue in the database.");
    }

    void count(Outcome outcome) {
        var kind = switch (outcome) {
            case Outcome.Delivered _ -> "delivered";
            case Outcome.Bounced _ -> "bounced";
            case Outcome.Expired _ -> "expired";
            case Outcome.Discarded _ -> "discarded";
            case Outcome.Deferred _ -> "deferred";
            case Outcome.Held _, Outcome.Quarantined _ -> "held";
            case Outcome.InDoubt _ -> "in-doubt";
        };
        var counter = outcomes.get(kind);
        if (counter != null) {
            counter.increment();
        }
        failure(outcome).map(BounceClass::of).map(failures::get).ifPresent(Counter::increment);
    }

    private static Optional<Outcome.Attempt> failure(Outcome outcome) {
        return switch (outcome) {
            case Outcome.Bounced bounced -> Optional.of(bounced.attempt());
            case Outcome.Expired expired -> Optional.of(expired.attempt());
            case Outcome.Deferred deferred -> Optional.of(deferred.attempt());
            case Outcome.InDoubt doubt -> Optional.of(doubt.attempt());
            case Outcome.Delivered _, Outcome.Discarded _, Outcome.Held _, Outcome.Quarantined _ -> Optional.empty();
        };
    }

    /// A server took the message.
    void delivered(Duration afterAcceptance) {
        delay.record(afterAcceptance);
    }

    /// An attempt ended.
    public void attempted(Duration took) {
        attempts.record(took);
    }

    /// First attempts went to the queue.
    public void moved(int messages) {
        moved.increment(messages);
    }

    /// A figure to be asked for.
    public void gauge(String name, String help, Supplier<Number> value) {
        metrics.gauge(name, help, value);
    }
}
