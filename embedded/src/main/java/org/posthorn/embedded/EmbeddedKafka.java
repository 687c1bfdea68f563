package org.posthorn.embedded;

import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.common.Feature;
import org.apache.kafka.server.common.MetadataVersion;

/// One Kafka node, broker and controller, inside this JVM, with its data kept.
///
/// Kafka ends its process when its disk fails. Inside a larger process that must not happen without a word: the
/// broker's wish to halt is turned into one sentence on the error stream (or a listener's call) before the JVM halts.
public final class EmbeddedKafka implements AutoCloseable {
    private static final String CONTROLLER = "CONTROLLER";
    private static final AtomicReference<Consumer<String>> LAST_WORDS = new AtomicReference<>(System.err::println);

    private final KafkaRaftServer server;
    private final int port;

    private EmbeddedKafka(KafkaRaftServer server, int port) {
        this.server = server;
        this.port = port;
    }

    /// Formats the directory when it is new, starts the node and returns when it serves clients.
    public static EmbeddedKafka start(KafkaOptions options) {
        var port = choose(options.port(), "Kafka", "--embedded.kafka-port");
        var controllerPort = choose(options.controllerPort(), "Kafka's controller", "--embedded.kafka-controller-port");
        endWithASentence();
        try {
            Files.createDirectories(options.directory());
            format(options);
            var server = new KafkaRaftServer(
                    new KafkaConfig(BrokerSettings.of(options, port, controllerPort), false), Time.SYSTEM);
            startOrStop(server);
            return new EmbeddedKafka(server, port);
        } catch (Exception e) {
            throw Failures.saysDiskFull(e)
                    ? Failures.diskFull(options.directory(), e)
                    : new CannotStart(
                            CannotStart.Reason.SERVER_FAILED,
                            "Kafka in %s did not start: %s.".formatted(options.directory(), Failures.says(e)),
                            e);
        }
    }

    /// Who hears the broker's last sentence before the JVM halts; by default the error stream.
    public static void onHalt(Consumer<String> listener) {
        LAST_WORDS.set(listener);
    }

    public String bootstrapServers() {
        return "127.0.0.1:" + port;
    }

    public int port() {
        return port;
    }

    /// Shuts down in a controlled way; the next start finds no old session and nothing to recover.
    @Override
    public void close() {
        server.shutdown();
        server.awaitShutdown();
    }

    private static void startOrStop(KafkaRaftServer server) {
        try {
            server.startup();
        } catch (RuntimeException e) {
            server.shutdown();
            throw e;
        }
    }

    private static int choose(int wanted, String purpose, String setting) {
        if (wanted == 0) {
            return LoopbackPorts.free();
        }
        LoopbackPorts.requireFree(wanted, purpose, setting);
        return wanted;
    }

    private static void format(KafkaOptions options) throws Exception {
        if (Files.exists(options.directory().resolve("meta.properties"))) {
            return;
        }
        var directory = options.directory().toString();
        new Formatter()
                .setNodeId(options.nodeId())
                .setClusterId(options.clusterId().orElseGet(KafkaOptions::newClusterId))
                .setDirectories(List.of(directory))
                .setMetadataLogDirectory(directory)
                .setReleaseVersion(MetadataVersion.latestProduction())
                .setControllerListenerName(CONTROLLER)
                .setSupportedFeatures(Feature.PRODUCTION_FEATURES)
                .setIgnoreFormatted(true)
                .setUnstableFeatureVersionsEnabled(false)
                .setPrintStream(new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8))
                .run();
    }

    private static void endWithASentence() {
        Exit.Procedure procedure = (status, message) -> {
            var why = message == null || message.isBlank() ? "its disk or its log failed" : message;
            LAST_WORDS.get().accept("Kafka stopped for good: " + why + ". The process ends; see its log.");
            // Not exit(): the shutdown hooks would wait for the very broker that cannot go on.
            Runtime.getRuntime().halt(status == 0 ? 1 : status);
        };
        Exit.setHaltProcedure(procedure);
        Exit.setExitProcedure(procedure);
    }
}
