package org.posthorn.runtime.limits;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.MessageId;
import org.posthorn.events.SmtpActivity;
import org.posthorn.events.Topics;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.service.Running;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the other servers once a second what was counted here. What Kafka does not take is told again.
public final class ActivityPublisher implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(ActivityPublisher.class);
    private static final Duration EVERY = Duration.ofSeconds(1);

    private final ActivityCounts counts;
    private final Publisher publisher;
    private final String source;
    private final InstantSource clock;
    private final Thread thread = Thread.ofVirtual().name("activity-publisher").unstarted(this::live);

    /// @param source the service, as the events name it
    public ActivityPublisher(ActivityCounts counts, Publisher publisher, String source, InstantSource clock) {
        this.counts = counts;
        this.publisher = publisher;
        this.source = source;
        this.clock = clock;
    }

    @Override
    public void start() {
        thread.start();
    }

    /// Tells the last of it.
    @Override
    public void drain() {
        publish();
    }

    @Override
    public void close() {
        thread.interrupt();
        publish();
    }

    private void live() {
        try {
            while (!Thread.interrupted()) {
                Thread.sleep(EVERY);
                publish();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void publish() {
        counts.take().forEach(this::publish);
    }

    private void publish(SmtpActivity activity) {
        var now = clock.instant();
        var event = new CloudEvent<>(
                MessageId.next(now).value(), source, now, Optional.empty(), activity, Optional.empty());
        var _ = publisher.send(Topics.SMTP_ACTIVITY, activity.subject(), event).whenComplete((_, failure) -> {
            if (failure != null) {
                LOG.debug("activity-waits reason={}", failure.toString());
                counts.again(activity);
            }
        });
    }
}
