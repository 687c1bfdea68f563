package org.posthorn.allinone.cluster;

import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.posthorn.embedded.EmbeddedKafka;
import org.posthorn.embedded.KafkaOptions;

/// The `main` of one broker of the cluster: directory, port, controller ports, node id, cluster id.
final class Broker {
    private Broker() {}

    static List<String> arguments(Path directory, int port, List<Integer> controllers, int nodeId, String clusterId) {
        var all = String.join(",", controllers.stream().map(String::valueOf).toList());
        return List.of(directory.toString(), Integer.toString(port), all, Integer.toString(nodeId), clusterId);
    }

    public static void main(String[] arguments) throws InterruptedException {
        var controllers =
                Stream.of(arguments[2].split(",")).map(Integer::valueOf).toList();
        var kafka = EmbeddedKafka.start(KafkaOptions.inCluster(
                Path.of(arguments[0]),
                Integer.parseInt(arguments[1]),
                controllers,
                Integer.parseInt(arguments[3]),
                arguments[4]));
        Runtime.getRuntime().addShutdownHook(new Thread(kafka::close, "stop"));
        new CountDownLatch(1).await();
    }
}
