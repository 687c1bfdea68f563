package org.posthorn.allinone.prove;

import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.posthorn.embedded.CannotStart;
import org.posthorn.embedded.EmbeddedKafka;
import org.posthorn.embedded.KafkaOptions;

/// A broker as a process of its own. Services are told an address that leads through a [Link]; the broker itself and
/// the investigation have another listener, so that a disturbed way is the services' trouble alone.
final class BrokerProcess {
    private BrokerProcess() {}

    /// Arguments: the directory, the port for services, the one that they are told, the port for the broker itself, the
    /// controller's.
    public static void main(String[] arguments) throws InterruptedException {
        int port = Integer.parseInt(arguments[1]);
        int told = Integer.parseInt(arguments[2]);
        int own = Integer.parseInt(arguments[3]);
        int controller = Integer.parseInt(arguments[4]);
        var listeners = Map.of(
                "listeners",
                "PLAINTEXT://127.0.0.1:%d,OWN://127.0.0.1:%d,CONTROLLER://127.0.0.1:%d"
                        .formatted(port, own, controller),
                "advertised.listeners",
                "PLAINTEXT://127.0.0.1:%d,OWN://127.0.0.1:%d".formatted(told, own),
                "listener.security.protocol.map",
                "PLAINTEXT:PLAINTEXT,OWN:PLAINTEXT,CONTROLLER:PLAINTEXT",
                "inter.broker.listener.name",
                "OWN");
        try {
            var broker = EmbeddedKafka.start(new KafkaOptions(Path.of(arguments[0]), port, controller, listeners));
            Runtime.getRuntime().addShutdownHook(new Thread(broker::close, "stop"));
            new CountDownLatch(1).await();
        } catch (CannotStart e) {
            System.err.println(e.getMessage());
            System.exit(e.reason().exitCode());
        }
    }
}
