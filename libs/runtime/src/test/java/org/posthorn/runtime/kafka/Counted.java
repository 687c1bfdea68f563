package org.posthorn.runtime.kafka;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.NewTopic;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.SmtpActivity;
import org.posthorn.events.Topic;
import org.posthorn.testing.TestKafka;

/// A topic of small numbered events for one test.
final class Counted {
    private Counted() {}

    /// Makes a topic and its parking topic.
    static Topic<SmtpActivity> topic(TestKafka kafka, String name, int partitions) throws Exception {
        var topic = new Topic<>(
                kafka.name(name),
                "numbers",
                "number",
                List.<Class<? extends SmtpActivity>>of(SmtpActivity.class),
                false,
                Topic.Keep.FOREVER,
                false,
                new Topic.Partitions(partitions, partitions),
                "test",
                List.of("test"));
        create(kafka, topic.name(), partitions);
        create(kafka, topic.parked(), 1);
        return topic;
    }

    private static void create(TestKafka kafka, String name, int partitions)
            throws ExecutionException, InterruptedException {
        try (var admin = KafkaConnection.to(kafka.bootstrapServers()).admin()) {
            admin.createTopics(List.of(new NewTopic(name, partitions, (short) 1)))
                    .all()
                    .get();
        }
    }

    static CloudEvent<SmtpActivity> event(int number) {
        var data = new SmtpActivity("message", "n", Instant.EPOCH, number, "test");
        return new CloudEvent<>("n" + number, "test", Instant.EPOCH, Optional.empty(), data, Optional.empty());
    }

    static int number(Received<SmtpActivity> received) {
        return received.event().data().count();
    }

    static List<Integer> numbers(List<Received<SmtpActivity>> records) {
        return records.stream().map(Counted::number).toList();
    }

    /// Writes the numbers from 1 to `last`.
    static void send(Publisher publisher, Topic<SmtpActivity> topic, int last) {
        for (int i = 1; i <= last; i++) {
            var _ = publisher.send(topic, "k" + i, event(i));
        }
        Publisher.await(List.of(publisher.send(topic, "end", event(0))));
    }
}
