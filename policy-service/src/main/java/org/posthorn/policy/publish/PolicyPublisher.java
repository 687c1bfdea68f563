package org.posthorn.policy.publish;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.PolicyEntry;
import org.posthorn.events.Topics;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.health.Condition;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.LogIdentity;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.service.Running;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Publishes the whole policy when it starts and when the log turns out to be another one: a new or restored Kafka
/// knows nothing, and whoever asks its view must not take that for an answer. The `snapshot-complete` record comes
/// last.
public final class PolicyPublisher implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyPublisher.class);
    private static final Duration CHECK = Duration.ofMinutes(1);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final KafkaConnection connection;
    private final Publisher publisher;
    private final InstantSource clock;
    private final Thread thread;
    private volatile @Nullable LogIdentity published;

    public PolicyPublisher(KafkaConnection connection, Publisher publisher, InstantSource clock) {
        this.connection = connection;
        this.publisher = publisher;
        this.clock = clock;
        this.thread = Thread.ofVirtual().name("policy-publisher").unstarted(this::live);
    }

    /// Whether the log at hand has everything.
    public Condition condition() {
        return published == null
                ? Condition.unwell("The policy is not published yet: Kafka does not take it.")
                : Condition.well("published");
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void live() {
        try {
            while (!Thread.interrupted()) {
                Thread.sleep(publishWhereNeeded() ? CHECK : RETRY);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean publishWhereNeeded() {
        try {
            var log = LogIdentity.of(connection, Topics.POLICY.name());
            if (!log.equals(published)) {
                publish();
                published = log;
                LOG.info("policy-published cluster={} topic={}", log.clusterId(), log.topicId());
            }
            return true;
        } catch (EnvironmentFailure e) {
            LOG.warn("policy-not-published reason={}", e.getMessage());
            return false;
        }
    }

    private void publish() {
        var now = clock.instant();
        var complete = new PolicyEntry.SnapshotComplete(now, now.toEpochMilli());
        var id = complete.key() + "/" + complete.version();
        var event =
                new CloudEvent<PolicyEntry>(id, "policy-service", now, Optional.empty(), complete, Optional.empty());
        Publisher.await(List.of(publisher.send(Topics.POLICY, complete.key(), event)));
    }
}
