package org.posthorn.ingress;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.MessageId;
import org.posthorn.events.MessageRefused;
import org.posthorn.events.Topics;
import org.posthorn.ingress.listener.RefusalLog;
import org.posthorn.runtime.kafka.Publisher;

/// Publishes refusals, at most some hundred a second: a client that is refused over and over must not fill the log.
final class RefusalPublisher implements RefusalLog {
    private static final int MOST_PER_SECOND = 200;

    private final Publisher publisher;
    private final AtomicLong second = new AtomicLong();
    private final AtomicInteger inSecond = new AtomicInteger();

    RefusalPublisher(Publisher publisher) {
        this.publisher = publisher;
    }

    @Override
    public void refused(MessageRefused refusal) {
        if (!hasRoom(refusal.refusedAt())) {
            return;
        }
        var id = MessageId.next(refusal.refusedAt()).value();
        var event = new CloudEvent<MessageRefused>(
                id, "smtp-ingress", refusal.refusedAt(), Optional.empty(), refusal, Optional.empty());
        // What does not reach the log is only missing from traces.
        var _ = publisher.send(Topics.MAIL_REFUSED, refusal.client().ip(), event);
    }

    private boolean hasRoom(Instant now) {
        long current = now.getEpochSecond();
        if (second.getAndSet(current) != current) {
            inSecond.set(0);
        }
        return inSecond.incrementAndGet() <= MOST_PER_SECOND;
    }
}
