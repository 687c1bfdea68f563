package org.posthorn.embedded;

import java.nio.file.Path;
import org.apache.kafka.common.utils.Exit;

/// Runs in a process of its own: a broker that gives up.
final class KafkaThatHalts {
    private KafkaThatHalts() {}

    public static void main(String[] arguments) {
        EmbeddedKafka.start(new KafkaOptions(Path.of(arguments[0])));
        Exit.halt(1, "the disk failed");
    }
}
