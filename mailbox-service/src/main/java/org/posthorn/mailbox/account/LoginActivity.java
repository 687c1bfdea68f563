package org.posthorn.mailbox.account;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.MessageId;
import org.posthorn.events.SmtpActivity;
import org.posthorn.events.Topics;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.limits.ActivityFollower;
import org.posthorn.runtime.service.Running;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Tells the other replicas of logins through `smtp.activity`, and hears them: what they counted a day back when this
/// one starts, and what they count from then on. Without Kafka each replica counts what it sees itself.
final class LoginActivity implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(LoginActivity.class);
    private static final Duration STOP = Duration.ofSeconds(2);

    private final LoginLimits limits;
    private final Publisher publisher;
    private final InstantSource clock;
    private final ActivityFollower follower;
    private final Thread teller = Thread.ofVirtual().name("login-activity").unstarted(this::tell);

    LoginActivity(LoginLimits limits, KafkaConnection connection, Publisher publisher, InstantSource clock) {
        this.limits = limits;
        this.publisher = publisher;
        this.clock = clock;
        this.follower = new ActivityFollower(connection, clock, limits::learn);
    }

    @Override
    public void start() {
        follower.start();
        teller.start();
    }

    @Override
    public void close() {
        teller.interrupt();
        follower.close();
        try {
            teller.join(STOP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell() {
        try {
            while (!Thread.interrupted()) {
                tell(limits.untold().take());
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void tell(SmtpActivity activity) {
        var now = clock.instant();
        var event = new CloudEvent<>(
                MessageId.next(now).value(), "mailbox-service", now, Optional.empty(), activity, Optional.empty());
        var _ = publisher.send(Topics.SMTP_ACTIVITY, activity.subject(), event).whenComplete((_, failure) -> {
            if (failure != null) {
                LOG.debug("login-untold reason={}", failure.toString());
            }
        });
    }
}
