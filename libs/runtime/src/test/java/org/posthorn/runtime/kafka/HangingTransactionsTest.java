package org.posthorn.runtime.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.posthorn.events.SmtpActivity;
import org.posthorn.events.Topic;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

@WithBacking
class HangingTransactionsTest {
    private final TestKafka kafka;
    private final KafkaConnection connection;

    HangingTransactionsTest(TestKafka kafka) {
        this.kafka = kafka;
        connection = KafkaConnection.to(kafka.bootstrapServers());
    }

    @Test
    void aTransactionThatNobodyEndsIsAbortedAndWhatStandsBehindItIsSeen() throws Exception {
        var topic = Counted.topic(kafka, "hanging", 2);
        var id = kafka.name("hanging.writer");
        try (var admin = connection.admin();
                var publisher = new Publisher(connection);
                var left = writer(id);
                var other = writer(id + ".other")) {
            leaveOpen(left, topic, 1);
            Publisher.await(List.of(publisher.send(topic, "k1", Counted.event(2))));
            assertEquals(List.of(), committed(topic), "readers of committed records wait");

            leaveOpen(other, topic, 3);
            assertEquals(1, new HangingTransactions(admin).abort(id));
            assertEquals(List.of(2), committed(topic), "the aborted record is never seen");
            assertEquals(0, new HangingTransactions(admin).abort(id), "nothing is left to do");
            other.commitTransaction();
            assertEquals(List.of(2, 3), committed(topic), "others' transactions are their own");
        }
    }

    private KafkaProducer<byte[], byte[]> writer(String transactionalId) {
        var config = new HashMap<>(connection.producer());
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        return new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private static void leaveOpen(KafkaProducer<byte[], byte[]> writer, Topic<SmtpActivity> topic, int number)
            throws Exception {
        writer.initTransactions();
        writer.beginTransaction();
        writer.send(Publisher.record(topic, "k1", Counted.event(number))).get();
    }

    private List<Integer> committed(Topic<SmtpActivity> topic) {
        List<Integer> numbers = new ArrayList<>();
        try (var reader = new LogReader(connection, List.of(topic.name()))) {
            reader.fromBeginning();
            reader.readTo(reader.ends(), record -> numbers.add(Counted.number(LogReader.event(topic, record))));
        }
        return numbers;
    }
}
