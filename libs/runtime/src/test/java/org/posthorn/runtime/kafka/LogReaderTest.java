package org.posthorn.runtime.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.events.SmtpActivity;
import org.posthorn.events.Topic;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

@WithBacking
class LogReaderTest {
    private final TestKafka kafka;
    private final KafkaConnection connection;
    private final Publisher publisher;

    LogReaderTest(TestKafka kafka) {
        this.kafka = kafka;
        connection = KafkaConnection.to(kafka.bootstrapServers());
        publisher = new Publisher(connection);
    }

    @AfterEach
    void closePublisher() {
        publisher.close();
    }

    @Test
    void everythingUpToTheEndIsReadAndThenWhatCameSince() throws Exception {
        var topic = Counted.topic(kafka, "read", 2);
        Counted.send(publisher, topic, 20);
        try (var reader = new LogReader(connection, List.of(topic.name(), "no-such-topic"))) {
            assertEquals(2, reader.partitions().size());
            reader.fromBeginning();
            int before = numbers(reader, topic).size();

            Counted.send(publisher, topic, 20);

            assertEquals(before, numbers(reader, topic).size());
        }
    }

    @Test
    void readingMayBeginBeforeTheEndOrAtATime() throws Exception {
        var topic = Counted.topic(kafka, "late", 1);
        Counted.send(publisher, topic, 20);
        try (var reader = new LogReader(connection, List.of(topic.name()))) {
            reader.fromLast(3);
            assertEquals(3, numbers(reader, topic).size());

            reader.from(Instant.EPOCH);
            var all = numbers(reader, topic);
            assertTrue(all.containsAll(IntStream.range(0, 20).boxed().toList()), all.toString());

            reader.from(Instant.now().plusSeconds(3600));
            assertEquals(List.of(), numbers(reader, topic));
        }
    }

    private static List<Integer> numbers(LogReader reader, Topic<SmtpActivity> topic) {
        var numbers = new ArrayList<Integer>();
        reader.readTo(reader.ends(), record -> numbers.add(Counted.number(LogReader.event(topic, record))));
        return numbers;
    }
}
