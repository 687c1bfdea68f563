package org.posthorn.mailbox.account;

import java.time.InstantSource;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.limits.ActivityFollower;
import org.posthorn.runtime.limits.ActivityPublisher;
import org.posthorn.runtime.service.Running;

/// Tells the other replicas of logins through `smtp.activity`, and hears them: what they counted a day back when this
/// one starts, and what they count from then on. Without Kafka each replica counts what it sees itself.
final class LoginActivity implements Running {
    private final ActivityPublisher publisher;
    private final ActivityFollower follower;

    LoginActivity(LoginLimits limits, KafkaConnection connection, Publisher publisher, InstantSource clock) {
        this.publisher = new ActivityPublisher(limits.untold(), publisher, "mailbox-service", clock);
        this.follower = new ActivityFollower(connection, clock, limits::learn);
    }

    @Override
    public void start() {
        follower.start();
        publisher.start();
    }

    @Override
    public void drain() {
        publisher.drain();
    }

    @Override
    public void close() {
        publisher.close();
        follower.close();
    }
}
