package org.posthorn.delivery.outcome;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Outcome;
import org.posthorn.events.Topics;
import org.posthorn.events.TraceContext;
import org.posthorn.runtime.kafka.Publisher;

/// Writes outcomes to `delivery.outcome`.
public final class OutcomePublisher {
    private static final String SOURCE = "delivery-worker";

    private final Publisher publisher;

    public OutcomePublisher(Publisher publisher) {
        this.publisher = publisher;
    }

    /// Writes them and waits until they are durable.
    ///
    /// @throws org.posthorn.runtime.EnvironmentFailure when Kafka did not take them
    public void publish(List<? extends Outcome> outcomes) {
        if (outcomes.isEmpty()) {
            return;
        }
        List<CompletableFuture<Void>> sends = new ArrayList<>(outcomes.size());
        for (var outcome : outcomes) {
            sends.add(publisher.send(
                    Topics.DELIVERY_OUTCOME, outcome.subject().messageId().value(), event(outcome)));
        }
        Publisher.await(sends);
    }

    private static CloudEvent<Outcome> event(Outcome outcome) {
        var subject = outcome.subject();
        var id = subject.messageId() + "/" + subject.recipient() + "/"
                + outcome.getClass().getSimpleName() + "/" + outcome.at().toEpochMilli();
        var trace = Optional.of(TraceContext.of(subject.messageId(), id));
        return new CloudEvent<>(id, SOURCE, outcome.at(), trace, outcome, Optional.empty());
    }
}
