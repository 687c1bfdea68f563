package org.posthorn.ingress.limits;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.MessageId;
import org.posthorn.events.SmtpActivity;
import org.posthorn.events.Topics;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.limits.LimitKind;
import org.posthorn.runtime.service.Running;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the other servers once a second what was counted here. What Kafka does not take stays here until it does, up
/// to a number of subjects.
public final class ActivityPublisher implements ActivityLog, Running {
    private static final Logger LOG = LoggerFactory.getLogger(ActivityPublisher.class);
    private static final Duration EVERY = Duration.ofSeconds(1);
    private static final int MOST_WAITING = 100_000;

    private final Publisher publisher;
    private final String instance;
    private final InstantSource clock;
    private final Thread thread = Thread.ofVirtual().name("activity-publisher").unstarted(this::live);
    /// Guarded by this.
    private Map<Counted, Integer> waiting = new HashMap<>();

    private record Counted(LimitKind kind, String subject, Instant second) {}

    /// @param instance a name that no other process has or had
    public ActivityPublisher(Publisher publisher, String instance, InstantSource clock) {
        this.publisher = publisher;
        this.instance = instance;
        this.clock = clock;
    }

    @Override
    public synchronized void counted(LimitKind kind, String subject, Instant at) {
        add(new Counted(kind, subject, at.truncatedTo(ChronoUnit.SECONDS)), 1);
    }

    private void add(Counted counted, int count) {
        if (waiting.size() < MOST_WAITING || waiting.containsKey(counted)) {
            waiting.merge(counted, count, Integer::sum);
        }
    }

    private synchronized void again(Counted counted, int count) {
        add(counted, count);
    }

    private synchronized Map<Counted, Integer> taken() {
        var all = waiting;
        waiting = new HashMap<>();
        return all;
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
        taken().forEach((counted, count) -> {
            var activity =
                    new SmtpActivity(counted.kind().activity(), counted.subject(), counted.second(), count, instance);
            var now = clock.instant();
            var event = new CloudEvent<SmtpActivity>(
                    MessageId.next(now).value(), "smtp-ingress", now, Optional.empty(), activity, Optional.empty());
            var _ = publisher
                    .send(Topics.SMTP_ACTIVITY, counted.subject(), event)
                    .whenComplete((_, failure) -> {
                        if (failure != null) {
                            LOG.debug("activity-waits reason={}", failure.toString());
                            again(counted, count);
                        }
                    });
        });
    }
}
