package org.posthorn.embedded;

import java.util.HashMap;
import java.util.Map;

/// The settings of a broker that is alone, small and close: one node, one disk, clients in the same process.
///
/// Three groups deserve their reason. *Dead members*: after a kill the members of the last run still own their
/// partitions, so sessions are short (6 s, not 45 s) and a restart reads on at once. *A fast warm start*: the broker
/// registers again only when its old session is over, so it shuts down in a controlled way and the session is 3 s.
/// *Nothing is forgotten*: offsets of a platform that was off for weeks must not expire before its consumers return.
final class BrokerSettings {
    /// Twice the largest record (a message of 1 MiB inline and its event) and room for batches.
    private static final int LARGEST_BATCH = 8 << 20;

    private BrokerSettings() {}

    static Map<String, String> of(KafkaOptions options, int port, int controllerPort) {
        var settings = new HashMap<String, String>();
        node(settings, options, port, controllerPort);
        internalTopics(settings);
        groups(settings);
        memoryAndThreads(settings);
        settings.putAll(options.overrides());
        return settings;
    }

    private static void node(Map<String, String> to, KafkaOptions options, int port, int controllerPort) {
        to.put("process.roles", "broker,controller");
        to.put("node.id", String.valueOf(options.nodeId()));
        to.put("controller.quorum.voters", options.nodeId() + "@127.0.0.1:" + controllerPort);
        to.put("listeners", "PLAINTEXT://127.0.0.1:" + port + ",CONTROLLER://127.0.0.1:" + controllerPort);
        to.put("advertised.listeners", "PLAINTEXT://127.0.0.1:" + port);
        to.put("controller.listener.names", "CONTROLLER");
        to.put("listener.security.protocol.map", "PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT");
        to.put("log.dirs", options.directory().toString());
        to.put("auto.create.topics.enable", "false");
        to.put("message.max.bytes", String.valueOf(LARGEST_BATCH));
        to.put("replica.fetch.max.bytes", String.valueOf(LARGEST_BATCH));
        to.put("controlled.shutdown.enable", "true");
        to.put("broker.session.timeout.ms", "3000");
        to.put("broker.heartbeat.interval.ms", "500");
        // Each idle record of the metadata log is an fsync; nobody watches this controller's liveness but itself.
        to.put("metadata.max.idle.interval.ms", "60000");
    }

    private static void internalTopics(Map<String, String> to) {
        for (var topic : new String[] {"offsets.topic", "transaction.state.log", "share.coordinator.state.topic"}) {
            to.put(topic + ".replication.factor", "1");
            to.put(topic + ".num.partitions", "1");
            to.put(topic + ".segment.bytes", String.valueOf(16 << 20));
        }
        to.put("transaction.state.log.min.isr", "1");
        to.put("share.coordinator.state.topic.min.isr", "1");
        to.put("default.replication.factor", "1");
        to.put("min.insync.replicas", "1");
        to.put("offsets.retention.minutes", String.valueOf(Integer.MAX_VALUE / 60));
    }

    private static void groups(Map<String, String> to) {
        to.put("group.initial.rebalance.delay.ms", "0");
        for (var kind : new String[] {"consumer", "share"}) {
            to.put("group." + kind + ".session.timeout.ms", "6000");
            to.put("group." + kind + ".min.session.timeout.ms", "6000");
            to.put("group." + kind + ".heartbeat.interval.ms", "1000");
            to.put("group." + kind + ".min.heartbeat.interval.ms", "500");
        }
        to.put("group.share.delivery.count.limit", "10");
        to.put("group.share.record.lock.duration.ms", "30000");
        to.put("group.share.min.record.lock.duration.ms", "1000");
    }

    private static void memoryAndThreads(Map<String, String> to) {
        to.put("num.network.threads", "2");
        // More than processors: these threads wait for the disk when a topic is flushed before its acknowledgement.
        to.put("num.io.threads", "4");
        to.put("num.replica.fetchers", "1");
        to.put("background.threads", "2");
        to.put("group.coordinator.threads", "1");
        to.put("share.coordinator.threads", "1");
        to.put("num.recovery.threads.per.data.dir", "2");
        to.put("log.cleaner.dedupe.buffer.size", String.valueOf(4 << 20));
        to.put("log.cleaner.io.buffer.size", String.valueOf(256 << 10));
        to.put("offsets.load.buffer.size", String.valueOf(1 << 20));
        to.put("transaction.state.log.load.buffer.size", String.valueOf(1 << 20));
        to.put("share.coordinator.load.buffer.size", String.valueOf(1 << 20));
        to.put("log.index.size.max.bytes", String.valueOf(1 << 20));
    }
}
