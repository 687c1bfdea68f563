package org.posthorn.runtime.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.posthorn.testing.Eventually.eventually;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.events.SmtpActivity;
import org.posthorn.events.Topic;
import org.posthorn.runtime.kafka.TransactionLoop.Options;
import org.posthorn.runtime.kafka.TransactionLoop.Work;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

@WithBacking
class TransactionLoopTest {
    private final TestKafka kafka;
    private final KafkaConnection connection;
    private final Publisher publisher;
    private final List<Integer> results = new CopyOnWriteArrayList<>();

    TransactionLoopTest(TestKafka kafka) {
        this.kafka = kafka;
        connection = KafkaConnection.to(kafka.bootstrapServers());
        publisher = new Publisher(connection);
    }

    @AfterEach
    void closePublisher() {
        publisher.close();
    }

    private TransactionLoop<SmtpActivity> loop(Topic<SmtpActivity> in, Work<SmtpActivity> work) {
        return new TransactionLoop<>(connection, in, new Options(in.name() + ".group", "0", 10), work);
    }

    private static List<Outgoing> doubled(Topic<SmtpActivity> out, List<Received<SmtpActivity>> records) {
        List<Outgoing> outgoing = new ArrayList<>();
        for (var record : records) {
            outgoing.add(Outgoing.of(out, record.key(), Counted.event(2 * Counted.number(record))));
        }
        return outgoing;
    }

    private PartitionLoop<SmtpActivity> reading(Topic<SmtpActivity> out) {
        var options = new PartitionLoop.Options(out.name() + ".reader", 100, Optional.empty());
        var loop = new PartitionLoop<>(
                connection, out, publisher, options, batch -> results.addAll(Counted.numbers(batch.records())));
        loop.start();
        return loop;
    }

    @Test
    void whatFollowsIsSeenOnceThoughTheWorkFailsAndTheLoopRestarts() throws Exception {
        var in = Counted.topic(kafka, "in", 2);
        var out = Counted.topic(kafka, "out", 1);
        Counted.send(publisher, in, 40);
        var failures = new AtomicInteger(2);
        var first = loop(in, records -> {
            if (failures.getAndDecrement() > 0) {
                throw new Unavailable("the view is not loaded");
            }
            return doubled(out, records);
        });
        first.start();
        var reader = reading(out);
        eventually("some results", () -> results.size() >= 10);
        first.close();
        var second = loop(in, records -> doubled(out, records));
        second.start();
        eventually("all results", () -> results.size() == 41);
        second.close();
        reader.close();
        assertEquals(41, results.stream().distinct().count(), "each once");
    }

    @Test
    void aResultThatIsTooLargeParksItsRecordAndNothingElse() throws Exception {
        var in = Counted.topic(kafka, "large-in", 1);
        var out = Counted.topic(kafka, "large-out", 1);
        Counted.send(publisher, in, 5);
        var loop = loop(in, records -> {
            var outgoing = new ArrayList<>(doubled(out, records));
            if (Counted.numbers(records).contains(2)) {
                var large = "x".repeat(KafkaConnection.MAX_REQUEST_BYTES + 1);
                outgoing.add(Outgoing.of(out, large, Counted.event(1_000)));
            }
            return outgoing;
        });
        loop.start();
        var reader = reading(out);
        eventually("the others", () -> results.size() == 5);
        eventually("one parked", () -> loop.state().parked() == 1);
        loop.close();
        reader.close();
        assertEquals(List.of(2, 6, 8, 10, 0), List.copyOf(results), "nothing of an aborted transaction is visible");
    }
}
