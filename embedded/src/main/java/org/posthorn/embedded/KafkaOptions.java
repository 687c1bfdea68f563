package org.posthorn.embedded;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.apache.kafka.common.Uuid;

/// Where one node lies and listens.
///
/// @param directory      where the log lies; formatted at the first start
/// @param port           for clients; 0 takes a free one
/// @param controllerPort for the broker's own controller; 0 takes a free one (it is not kept in the data)
/// @param overrides      broker settings that replace ours
/// @param nodeId         of this node
/// @param clusterId      for a new directory; a random one when absent
public record KafkaOptions(
        Path directory,
        int port,
        int controllerPort,
        Map<String, String> overrides,
        int nodeId,
        Optional<String> clusterId) {
    public KafkaOptions {
        overrides = Map.copyOf(overrides);
    }

    public KafkaOptions(Path directory) {
        this(directory, 0, 0, Map.of());
    }

    public KafkaOptions(Path directory, int port, int controllerPort, Map<String, String> overrides) {
        this(directory, port, controllerPort, overrides, 1, Optional.empty());
    }

    /// One of several nodes that are a cluster on this machine: all are brokers and controllers, what is written is on
    /// three of them, and two must have it.
    ///
    /// @param controllers the controller ports of all nodes, the first of node 1
    /// @param nodeId      of this one, from 1
    public static KafkaOptions inCluster(
            Path directory, int port, List<Integer> controllers, int nodeId, String clusterId) {
        var voters = new StringBuilder();
        for (int i = 0; i < controllers.size(); i++) {
            voters.append(i == 0 ? "" : ",").append(i + 1).append("@127.0.0.1:").append(controllers.get(i));
        }
        var settings = new HashMap<String, String>();
        settings.put("controller.quorum.voters", voters.toString());
        for (var topic : List.of("offsets.topic", "transaction.state.log", "share.coordinator.state.topic")) {
            settings.put(topic + ".replication.factor", "3");
            settings.put(topic + ".num.partitions", "3");
        }
        settings.put("transaction.state.log.min.isr", "2");
        settings.put("share.coordinator.state.topic.min.isr", "2");
        settings.put("default.replication.factor", "3");
        settings.put("min.insync.replicas", "2");
        // several nodes on few processors: none is to be taken for dead because it had to wait for one
        settings.put("broker.session.timeout.ms", "9000");
        settings.put("broker.heartbeat.interval.ms", "1000");
        settings.put("replica.lag.time.max.ms", "10000");
        settings.put("metadata.max.idle.interval.ms", "500");
        return new KafkaOptions(directory, port, controllers.get(nodeId - 1), settings, nodeId, Optional.of(clusterId));
    }

    /// A new name for a cluster.
    public static String newClusterId() {
        return Uuid.randomUuid().toString();
    }

    /// The name of the cluster that lies in a directory, always the same: nodes that are formatted at different starts
    /// belong to one.
    public static String clusterIdOf(Path directory) {
        var id = UUID.nameUUIDFromBytes(
                directory.toAbsolutePath().normalize().toString().getBytes(StandardCharsets.UTF_8));
        return new Uuid(id.getMostSignificantBits(), id.getLeastSignificantBits()).toString();
    }
}
