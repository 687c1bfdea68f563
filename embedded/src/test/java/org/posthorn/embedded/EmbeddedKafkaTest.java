package org.posthorn.embedded;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.embedded.CannotStart.Reason;

@Timeout(120)
class EmbeddedKafkaTest {
    @TempDir
    Path directory;

    @Test
    void recordsOutliveARestartAndOnlyCommittedOnesAreRead() throws Exception {
        try (var kafka = EmbeddedKafka.start(new KafkaOptions(directory))) {
            createTopic(kafka, "letters");
            sendInTransaction(kafka, "letters", "committed", true);
            sendInTransaction(kafka, "letters", "aborted", false);
        }
        try (var kafka = EmbeddedKafka.start(new KafkaOptions(directory))) {
            sendInTransaction(kafka, "letters", "after the restart", true);
            assertEquals(List.of("committed", "after the restart"), read(kafka, "letters", 2));
        }
    }

    @Test
    void aShareGroupGetsItsRecords() throws Exception {
        try (var kafka = EmbeddedKafka.start(new KafkaOptions(directory))) {
            createTopic(kafka, "shared");
            startAtEarliest(kafka, "workers");
            sendInTransaction(kafka, "shared", "one", true);
            assertEquals(List.of("one"), readShared(kafka, "shared", 1));
        }
    }

    @Test
    void topicsAppearOnlyWhenTheyAreCreated() throws Exception {
        try (var kafka = EmbeddedKafka.start(new KafkaOptions(directory));
                var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            var failure = assertThrows(
                    ExecutionException.class,
                    () -> admin.describeTopics(List.of("nobody-made-me"))
                            .allTopicNames()
                            .get(60, SECONDS));
            assertInstanceOf(UnknownTopicOrPartitionException.class, failure.getCause());
        }
    }

    @Test
    void aTakenPortIsNamedInOneSentence() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            var options = new KafkaOptions(directory, taken.getLocalPort(), 0, Map.of());
            var refused = assertThrows(CannotStart.class, () -> EmbeddedKafka.start(options));
            assertEquals(Reason.PORT_TAKEN, refused.reason());
            assertTrue(String.valueOf(refused.getMessage()).contains(String.valueOf(taken.getLocalPort())));
        }
    }

    @Test
    void aBrokerThatHaltsEndsTheProcessWithOneSentence() throws Exception {
        var child = ChildJvm.start(KafkaThatHalts.class, directory.toString());
        var said = child.output();
        assertNotEquals(0, child.exitCode());
        assertTrue(said.contains("Kafka stopped for good: the disk failed."), said);
    }

    private static void createTopic(EmbeddedKafka kafka, String topic) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get(60, SECONDS);
        }
    }

    private static void startAtEarliest(EmbeddedKafka kafka, String group) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            var earliest =
                    new AlterConfigOp(new ConfigEntry("share.auto.offset.reset", "earliest"), AlterConfigOp.OpType.SET);
            admin.incrementalAlterConfigs(
                            Map.of(new ConfigResource(ConfigResource.Type.GROUP, group), List.of(earliest)))
                    .all()
                    .get(60, SECONDS);
        }
    }

    private static void sendInTransaction(EmbeddedKafka kafka, String topic, String value, boolean commit) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "transactional.id",
                "writer",
                "key.serializer",
                StringSerializer.class,
                "value.serializer",
                StringSerializer.class);
        try (var producer = new KafkaProducer<String, String>(settings)) {
            producer.initTransactions();
            producer.beginTransaction();
            var _ = producer.send(new ProducerRecord<>(topic, value));
            producer.flush();
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    private static List<String> read(EmbeddedKafka kafka, String topic, int count) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers", kafka.bootstrapServers(),
                "group.id", "readers",
                "group.protocol", "consumer",
                "isolation.level", "read_committed",
                "auto.offset.reset", "earliest",
                "key.deserializer", StringDeserializer.class,
                "value.deserializer", StringDeserializer.class);
        var values = new ArrayList<String>();
        try (var consumer = new KafkaConsumer<String, String>(settings)) {
            consumer.subscribe(List.of(topic));
            while (values.size() < count) {
                consumer.poll(Duration.ofMillis(200)).forEach(found -> values.add(found.value()));
            }
        }
        return values;
    }

    private static List<String> readShared(EmbeddedKafka kafka, String topic, int count) {
        Map<String, Object> settings = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "group.id",
                "workers",
                "key.deserializer",
                StringDeserializer.class,
                "value.deserializer",
                StringDeserializer.class);
        var values = new ArrayList<String>();
        try (var consumer = new KafkaShareConsumer<String, String>(settings)) {
            consumer.subscribe(List.of(topic));
            while (values.size() < count) {
                consumer.poll(Duration.ofMillis(200)).forEach(found -> values.add(found.value()));
            }
        }
        return values;
    }
}
