package org.posthorn.runtime.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.OptionalLong;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.posthorn.events.SmtpActivity;
import org.posthorn.events.Topic;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

@WithBacking
class UnreadReaderTest {
    private final TestKafka kafka;
    private final KafkaConnection connection;

    UnreadReaderTest(TestKafka kafka) {
        this.kafka = kafka;
        connection = KafkaConnection.to(kafka.bootstrapServers());
    }

    /// Offsets 0 to 2 are records and 3 their marker, 4 is aborted and 5 its marker, 6 and 7 are records, 8 their
    /// marker.
    @Test
    void onlyCommittedRecordsCount() throws Exception {
        var topic = Counted.topic(kafka, "unread", 1);
        write(topic);
        try (var reader = new UnreadReader(connection)) {
            var partition = new TopicPartition(topic.name(), 0);
            var elsewhere = new TopicPartition(topic.name() + ".gone", 0);
            var ends = reader.ends(List.of(partition, elsewhere));
            assertEquals(9, ends.get(partition));
            assertEquals(1, ends.size(), "a topic that is gone has no end");

            var all = reader.of(consumer(partition, 0), 9);
            assertEquals(5, all.records());
            assertTrue(all.exact());
            assertTrue(all.behind(all.oldest().orElseThrow().plusSeconds(90)).equals(Duration.ofSeconds(90)));
            assertEquals(2, reader.of(consumer(partition, 3), 9).records(), "a marker and an aborted record before it");
            assertEquals(Unread.NOTHING, reader.of(consumer(partition, 8), 9), "a marker alone");
            assertEquals(Unread.NOTHING, reader.of(consumer(partition, 9), 9));
            assertEquals(Duration.ZERO, Unread.NOTHING.behind(Instant.now()));

            assertEquals(1, reader.of(share(partition, 0, 1), 9).records(), "members finished some behind the first");
            assertEquals(2, reader.of(share(partition, 6, 3), 9).records(), "Kafka counts the marker, too");
        }
    }

    private void write(Topic<SmtpActivity> topic) throws Exception {
        var config = new HashMap<>(connection.producer());
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, kafka.name("unread.writer"));
        try (var writer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            writer.initTransactions();
            transaction(writer, topic, 3);
            writer.commitTransaction();
            transaction(writer, topic, 1);
            writer.abortTransaction();
            transaction(writer, topic, 2);
            writer.commitTransaction();
        }
    }

    private static void transaction(KafkaProducer<byte[], byte[]> writer, Topic<SmtpActivity> topic, int records)
            throws Exception {
        writer.beginTransaction();
        for (int i = 0; i < records; i++) {
            writer.send(Publisher.record(topic, "k", Counted.event(i))).get();
        }
    }

    private static GroupPosition consumer(TopicPartition partition, long next) {
        return new GroupPosition("readers", false, partition, next, OptionalLong.empty());
    }

    private static GroupPosition share(TopicPartition partition, long next, long unfinished) {
        return new GroupPosition("sharers", true, partition, next, OptionalLong.of(unfinished));
    }
}
