package org.posthorn.runtime.kafka;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.Topic;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.health.Condition;
import org.posthorn.runtime.health.Health;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.service.Running;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Looks now and then at what only Kafka knows of the topics that a service reads: how many records are parked, and
/// how far its share group is. A failure leaves the last figures.
public final class TopicWatch implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(TopicWatch.class);
    private static final Duration INTERVAL = Duration.ofSeconds(30);
    private static final long PATIENCE_SECONDS = 10;

    private final KafkaConnection connection;
    private final List<Topic<?>> topics;
    private final Map<String, Long> parked = new ConcurrentHashMap<>();
    private final @Nullable String shareGroup;
    private final Thread thread = Thread.ofVirtual().name("topic-watch").unstarted(this::live);
    private volatile long shareLag;

    /// @param topics that the service reads
    public TopicWatch(KafkaConnection connection, List<Topic<?>> topics) {
        this(connection, topics, null);
    }

    private TopicWatch(KafkaConnection connection, List<Topic<?>> topics, @Nullable String shareGroup) {
        this.connection = connection;
        this.topics = topics;
        this.shareGroup = shareGroup;
    }

    /// The same, which looks at a share group too.
    public TopicWatch withShareGroup(String group) {
        return new TopicWatch(connection, topics, group);
    }

    /// Shows what it sees. A parked record is an operator's to decide; it does not make the service unwell.
    public TopicWatch show(Metrics metrics, Health health) {
        for (var topic : topics) {
            metrics.gauge(
                    "posthorn_parked_records",
                    "Records that were set aside and wait for an operator.",
                    () -> parked.getOrDefault(topic.name(), 0L),
                    "topic",
                    topic.name());
        }
        if (shareGroup != null) {
            metrics.gauge(
                    "posthorn_share_group_lag_records",
                    "Records that the share group has not finished.",
                    () -> shareLag,
                    "group",
                    shareGroup);
        }
        health.add("parked", this::condition);
        return this;
    }

    private Condition condition() {
        long all = parked.values().stream().mapToLong(Long::longValue).sum();
        return Condition.well(
                all == 0 ? "Nothing is parked." : all + " parked records wait for a decision: mailctl parked list");
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        thread.interrupt();
    }

    private void live() {
        while (!Thread.currentThread().isInterrupted()) {
            try (var admin = connection.admin()) {
                look(admin);
            } catch (EnvironmentFailure | ExecutionException | TimeoutException e) {
                LOG.debug("topic-watch-failed reason={}", e.getMessage());
            } catch (InterruptedException e) {
                return;
            }
            try {
                Thread.sleep(INTERVAL);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    private void look(Admin admin) throws ExecutionException, InterruptedException, TimeoutException {
        for (var topic : topics) {
            var partition = new TopicPartition(topic.parked(), 0);
            // what was settled is deleted, up to the first record that waits
            long end = offset(admin, partition, OffsetSpec.latest());
            parked.put(topic.name(), end - offset(admin, partition, OffsetSpec.earliest()));
        }
        if (shareGroup != null) {
            shareLag = GroupPosition.ofShareGroup(admin, shareGroup).stream()
                    .mapToLong(position -> position.unfinished().orElse(0))
                    .sum();
        }
    }

    private static long offset(Admin admin, TopicPartition partition, OffsetSpec spec)
            throws ExecutionException, InterruptedException, TimeoutException {
        return admin.listOffsets(Map.of(partition, spec))
                .partitionResult(partition)
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS)
                .offset();
    }
}
