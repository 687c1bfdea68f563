package org.posthorn.policy.publish;

import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.Topics;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.health.Condition;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.LogIdentity;
import org.posthorn.runtime.service.Running;
import org.posthorn.runtime.sql.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Sees to it that the topic `policy` holds the whole policy: at the first start, and when the log turns out to be
/// another one, since a new or restored Kafka knows nothing, and whoever asks its view must not take that for an
/// answer.
public final class PolicyPublisher implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(PolicyPublisher.class);
    private static final Duration CHECK = Duration.ofSeconds(30);
    private static final Duration RETRY = Duration.ofSeconds(1);

    private final KafkaConnection connection;
    private final Database database;
    private final PolicyEntries entries;
    private final List<EntrySource> sources;
    private final Thread thread;
    private volatile @Nullable LogIdentity published;

    public PolicyPublisher(
            KafkaConnection connection, Database database, PolicyEntries entries, List<EntrySource> sources) {
        this.connection = connection;
        this.database = database;
        this.entries = entries;
        this.sources = List.copyOf(sources);
        this.thread = Thread.ofVirtual().name("policy-publisher").unstarted(this::live);
    }

    /// Whether the log at hand has everything.
    public Condition condition() {
        return published == null
                ? Condition.unwell("The policy is not published yet: Kafka or the database does not answer.")
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
            if (entries.publishWhole(database, log, sources)) {
                LOG.info("policy-published cluster={} topic={}", log.clusterId(), log.topicId());
            }
            published = log;
            return true;
        } catch (EnvironmentFailure e) {
            LOG.warn("policy-not-published reason={}", e.getMessage());
            return false;
        } catch (RuntimeException e) {
            LOG.error("policy-publishing-failed", e);
            return false;
        }
    }
}
