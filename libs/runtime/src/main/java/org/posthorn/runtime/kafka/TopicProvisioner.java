package org.posthorn.runtime.kafka;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewPartitions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.TopicExistsException;
import org.posthorn.events.Topic;
import org.posthorn.events.Topics;

/// Creates the topics and says where one differs from what it should be. It never changes a topic that exists but
/// where it is told to: an operator's setting is his own.
public final class TopicProvisioner {
    private static final long WAIT_SECONDS = 30;
    private static final int MAX_MESSAGE_BYTES = KafkaConnection.MAX_REQUEST_BYTES;

    /// The share group that reads `delivery.remote`.
    public static final String DELIVERY_GROUP = "delivery-worker";

    private final Admin admin;
    private final Shape shape;

    /// What kind of cluster it is.
    public enum Shape {
        /// One broker: no replication, and `mail.accepted` is fsynced before its acknowledgement.
        SINGLE,
        /// Replication 3, two in-sync replicas at least; durability rests on replicas, not on fsync.
        CLUSTER
    }

    /// @param topic which
    /// @param what such as `partitions` or `min.insync.replicas`
    /// @param should as it ought to be
    /// @param is as it is; absent when the topic is missing
    public record Difference(String topic, String what, String should, Optional<String> is) {}

    /// @param admin stays the caller's to close
    public TopicProvisioner(Admin admin, Shape shape) {
        this.admin = admin;
        this.shape = shape;
    }

    /// Creates what is missing, and the share group's settings.
    ///
    /// @return the topics that were created
    /// @throws Unavailable when Kafka does not answer
    public List<String> create() {
        var existing = ask(admin.listTopics().names());
        var missing = wanted().values().stream()
                .filter(t -> !existing.contains(t.name()))
                .toList();
        for (var result : admin.createTopics(missing).values().entrySet()) {
            createdOrExists(result.getValue());
        }
        apply(groupResource(), groupConfig());
        awaitGroupConfig();
        return missing.stream().map(NewTopic::name).toList();
    }

    /// Brokers learn of a setting a moment after it was acknowledged; no worker may join before.
    private void awaitGroupConfig() {
        var end = System.nanoTime() + TimeUnit.SECONDS.toNanos(WAIT_SECONDS);
        while (!groupDifferences().isEmpty()) {
            if (System.nanoTime() > end) {
                throw new Unavailable("Kafka did not take the settings of the group " + DELIVERY_GROUP);
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(20));
        }
    }

    private static void createdOrExists(KafkaFuture<Void> creation) {
        try {
            creation.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new Unavailable("Kafka did not create a topic: " + e.getMessage(), e);
            }
        } catch (TimeoutException e) {
            throw new Unavailable("Kafka did not create a topic in " + WAIT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("Interrupted while topics were created", e);
        }
    }

    /// Where the cluster differs from what it should be; empty when all is well.
    public List<Difference> differences() {
        List<Difference> out = new ArrayList<>();
        var wanted = wanted();
        var existing = ask(admin.listTopics().names());
        var present = wanted.keySet().stream().filter(existing::contains).toList();
        var descriptions = ask(admin.describeTopics(present).allTopicNames());
        var configs = ask(admin.describeConfigs(
                        present.stream().map(TopicProvisioner::topicResource).toList())
                .all());
        for (var topic : wanted.values()) {
            var description = descriptions.get(topic.name());
            if (description == null) {
                out.add(new Difference(topic.name(), "topic", "exists", Optional.empty()));
                continue;
            }
            int partitions = description.partitions().size();
            if (partitions < topic.numPartitions()) {
                out.add(difference(topic, "partitions", topic.numPartitions(), partitions));
            }
            int replicas = description.partitions().getFirst().replicas().size();
            if (replicas < topic.replicationFactor()) {
                out.add(difference(topic, "replication", topic.replicationFactor(), replicas));
            }
            var config = Optional.ofNullable(configs.get(topicResource(topic.name())));
            out.addAll(differences(topic.name(), topic.configs(), config));
        }
        out.addAll(groupDifferences());
        return out;
    }

    /// Mends the differences that Kafka can mend in place: settings and too few partitions. Records of a key may stand
    /// in
    /// two partitions afterwards; no reader relies on their order. Replication is the operator's to change.
    public void mend() {
        create();
        Map<String, NewPartitions> more = new HashMap<>();
        differences().stream()
                .filter(difference -> difference.what().equals("partitions"))
                .forEach(difference ->
                        more.put(difference.topic(), NewPartitions.increaseTo(Integer.parseInt(difference.should()))));
        if (!more.isEmpty()) {
            ask(admin.createPartitions(more).all());
        }
        for (var topic : wanted().values()) {
            apply(topicResource(topic.name()), topic.configs());
        }
    }

    private static Difference difference(NewTopic topic, String what, int should, int is) {
        return new Difference(topic.name(), what, Integer.toString(should), Optional.of(Integer.toString(is)));
    }

    private static List<Difference> differences(String of, Map<String, String> wanted, Optional<Config> config) {
        List<Difference> out = new ArrayList<>();
        new TreeMap<>(wanted).forEach((key, should) -> {
            var is = config.flatMap(c -> Optional.ofNullable(c.get(key))).map(ConfigEntry::value);
            if (!is.equals(Optional.of(should))) {
                out.add(new Difference(of, key, should, is));
            }
        });
        return out;
    }

    private List<Difference> groupDifferences() {
        var configs = ask(admin.describeConfigs(List.of(groupResource())).all());
        var config = Optional.ofNullable(configs.get(groupResource()));
        return differences("group " + DELIVERY_GROUP, groupConfig(), config);
    }

    private static ConfigResource topicResource(String name) {
        return new ConfigResource(ConfigResource.Type.TOPIC, name);
    }

    private static ConfigResource groupResource() {
        return new ConfigResource(ConfigResource.Type.GROUP, DELIVERY_GROUP);
    }

    /// What the delivery workers' share group needs before any worker joins: only committed records, from the first
    /// one, and a lock that outlasts a batch.
    private static Map<String, String> groupConfig() {
        return Map.of(
                "share.isolation.level", "read_committed",
                "share.auto.offset.reset", "earliest",
                "share.record.lock.duration.ms", "60000");
    }

    private void apply(ConfigResource resource, Map<String, String> config) {
        var operations = config.entrySet().stream()
                .map(e -> new AlterConfigOp(new ConfigEntry(e.getKey(), e.getValue()), AlterConfigOp.OpType.SET))
                .toList();
        ask(admin.incrementalAlterConfigs(Map.of(resource, operations)).all());
    }

    private Map<String, NewTopic> wanted() {
        Map<String, NewTopic> out = new TreeMap<>();
        for (var topic : Topics.ALL) {
            int partitions = switch (shape) {
                case SINGLE -> topic.partitions().single();
                case CLUSTER -> topic.partitions().cluster();
            };
            short replication = (short) (shape == Shape.SINGLE ? 1 : 3);
            out.put(topic.name(), new NewTopic(topic.name(), partitions, replication).configs(config(topic)));
            if (topic.keep() != Topic.Keep.LATEST_OF_KEY) {
                var parked = new HashMap<>(config(topic));
                parked.put("retention.ms", "-1");
                out.put(topic.parked(), new NewTopic(topic.parked(), 1, replication).configs(parked));
            }
        }
        return out;
    }

    private Map<String, String> config(Topic<?> topic) {
        Map<String, String> out = new HashMap<>();
        out.put("max.message.bytes", Integer.toString(MAX_MESSAGE_BYTES));
        out.put("segment.bytes", Integer.toString(shape == Shape.SINGLE ? 64 << 20 : 512 << 20));
        switch (topic.keep()) {
            case UNTIL_CHECKPOINT, FOREVER -> out.put("retention.ms", "-1");
            case WEEK -> out.put("retention.ms", Long.toString(7L * 24 * 3600 * 1000));
            case DAY -> out.put("retention.ms", Long.toString(24L * 3600 * 1000));
            case LATEST_OF_KEY -> {
                out.put("cleanup.policy", "compact");
                out.put("segment.bytes", Integer.toString(16 << 20));
                out.put("min.cleanable.dirty.ratio", "0.3");
            }
        }
        if (shape == Shape.CLUSTER) {
            out.put("min.insync.replicas", "2");
        } else if (topic.durable()) {
            out.put("flush.messages", "1");
        }
        return out;
    }

    private static <T> T ask(KafkaFuture<T> future) {
        try {
            return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new Unavailable("Kafka does not answer about its topics: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("Interrupted while Kafka was asked about its topics", e);
        }
    }
}
