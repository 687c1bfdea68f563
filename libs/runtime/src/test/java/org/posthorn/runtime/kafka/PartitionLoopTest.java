package org.posthorn.runtime.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.testing.Eventually.eventually;

import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.events.EventCodec.Header;
import org.posthorn.events.SmtpActivity;
import org.posthorn.events.Topic;
import org.posthorn.runtime.kafka.PartitionLoop.Options;
import org.posthorn.runtime.kafka.PartitionLoop.Work;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

@WithBacking
class PartitionLoopTest {
    private final TestKafka kafka;
    private final KafkaConnection connection;
    private final Publisher publisher;
    private final List<Integer> seen = new CopyOnWriteArrayList<>();

    PartitionLoopTest(TestKafka kafka) {
        this.kafka = kafka;
        connection = KafkaConnection.to(kafka.bootstrapServers());
        publisher = new Publisher(connection);
    }

    @AfterEach
    void closePublisher() {
        publisher.close();
    }

    private PartitionLoop<SmtpActivity> loop(Topic<SmtpActivity> topic, Work<SmtpActivity> work) {
        var options = new Options(topic.name() + ".group", 100, Optional.empty());
        return new PartitionLoop<>(connection, topic, publisher, options, work);
    }

    private void note(Batch<SmtpActivity> batch) {
        seen.addAll(Counted.numbers(batch.records()));
    }

    @Test
    void everyRecordIsDoneAndARestartGoesOnBehindIt() throws Exception {
        var topic = Counted.topic(kafka, "restart", 2);
        Counted.send(publisher, topic, 50);
        var first = loop(topic, this::note);
        first.start();
        eventually("51 records", () -> seen.size() == 51);
        first.close();

        Publisher.await(List.of(publisher.send(topic, "late", Counted.event(77))));
        var second = loop(topic, this::note);
        second.start();
        eventually("the late one", () -> seen.contains(77));
        second.close();
        assertEquals(52, seen.size(), "nothing twice");
    }

    @Test
    void aFailureOfTheEnvironmentIsWaitedOutWithNothingParked() throws Exception {
        var topic = Counted.topic(kafka, "environment", 1);
        Counted.send(publisher, topic, 10);
        var failures = new AtomicInteger(4);
        var loop = loop(topic, batch -> {
            if (failures.getAndDecrement() > 0) {
                throw new Unavailable("the database is away");
            }
            note(batch);
        });
        loop.start();
        eventually("all of them", () -> seen.size() == 11);
        loop.close();
        assertEquals(0, loop.state().parked());
        assertEquals(List.of(1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 0), List.copyOf(seen), "in order, once");
    }

    @Test
    void nothingNewIsTakenWhileSomethingStandsInTheWayAndAllGoesOnByItself() throws Exception {
        var topic = Counted.topic(kafka, "obstacle", 1);
        Counted.send(publisher, topic, 10);
        var obstacle = new AtomicReference<>(Optional.of("The disk is nearly full."));
        var loop = loop(topic, this::note);
        try (var metrics = Metrics.forTests()) {
            loop.pauseWhile(obstacle::get);
            loop.measure(metrics);
            loop.start();
            eventually("it waits", () -> loop.state().paused().equals(Optional.of("The disk is nearly full.")));
            assertTrue(metrics.scrape()
                    .contains("posthorn_loop_paused{loop=\"" + loop.state().name() + "\"} 1.0"));
            assertEquals(List.of(), seen);

            obstacle.set(Optional.empty());
            eventually("all of them", () -> seen.size() == 11);
            eventually("it is well", () -> loop.state().condition().well());
            eventually(
                    "nothing is left",
                    () -> loop.progress().behind().equals(new LoopState.Behind(0, Optional.empty())));
            assertTrue(metrics.scrape()
                    .contains(
                            "posthorn_loop_records_total{loop=\"" + loop.state().name() + "\"} 11.0"));
            loop.close();
        }
    }

    @Test
    void theRecordThatIsToBlameIsParkedAndTheOthersGoOn() throws Exception {
        var topic = Counted.topic(kafka, "poison", 1);
        Counted.send(publisher, topic, 5);
        var loop = loop(topic, batch -> {
            if (Counted.numbers(batch.records()).contains(3)) {
                throw new IllegalStateException("three is not a number for me");
            }
            note(batch);
        });
        loop.start();
        eventually("the others", () -> seen.size() == 5);
        eventually("one parked", () -> loop.state().parked() == 1);
        loop.close();
        assertEquals(List.of(1, 2, 4, 5, 0), List.copyOf(seen));
        assertParked(topic, 3, "three is not a number for me");
    }

    @Test
    void aRecordOfAnUnknownTypeIsParked() throws Exception {
        var topic = Counted.topic(kafka, "unknown", 1);
        var type = new Header("ce_type", "org.posthorn.never.heard.v9".getBytes(UTF_8));
        publisher.send(topic.name(), "odd", List.of(type), "{}".getBytes(UTF_8)).join();
        Counted.send(publisher, topic, 1);
        var loop = loop(topic, this::note);
        loop.start();
        eventually("the readable ones", () -> seen.size() == 2);
        eventually("one parked", () -> loop.state().parked() == 1);
        loop.close();
    }

    private void assertParked(Topic<SmtpActivity> topic, int number, String reason) {
        var parked = new Topic<>(
                topic.parked(),
                topic.doc(),
                topic.key(),
                topic.types(),
                false,
                topic.keep(),
                false,
                topic.partitions(),
                "",
                List.of());
        List<Integer> found = new CopyOnWriteArrayList<>();
        var loop = loop(parked, batch -> found.addAll(Counted.numbers(batch.records())));
        loop.start();
        eventually("the parked record", () -> found.contains(number));
        loop.close();
        assertTrue(Parking.reason(new IllegalStateException(reason)).endsWith(reason));
    }

    @Test
    void positionsKeptByTheWorkDecideWhereItBegins() throws Exception {
        var topic = Counted.topic(kafka, "kept", 1);
        Counted.send(publisher, topic, 9);
        Map<Integer, Position> kept = new ConcurrentHashMap<>();
        var identity = LogIdentity.of(connection, topic.name());
        kept.put(0, new Position(identity.clusterId(), identity.topicId(), 0, 4, Optional.empty()));
        runKept(topic, "from4", kept, 6);
        assertEquals(List.of(5, 6, 7, 8, 9, 0), List.copyOf(seen));
        assertEquals(10, kept.get(0).next());
    }

    @Test
    void positionsOfAnotherLogOrPastItsEndBeginAnew() throws Exception {
        var topic = Counted.topic(kafka, "restored", 1);
        Counted.send(publisher, topic, 2);
        var identity = LogIdentity.of(connection, topic.name());
        Map<Integer, Position> other = new ConcurrentHashMap<>();
        other.put(0, new Position(identity.clusterId(), "AAAAAAAAAAAAAAAAAAAAAA", 0, 2, Optional.empty()));
        runKept(topic, "other", other, 3);
        seen.clear();
        Map<Integer, Position> past = new ConcurrentHashMap<>();
        past.put(0, new Position(identity.clusterId(), identity.topicId(), 0, 4711, Optional.empty()));
        runKept(topic, "past", past, 3);
    }

    /// The stop wakes the consumer while the work is in hand, and nothing polls after that.
    @Test
    void kafkaIsToldOfKeptPositionsAlsoByAStopDuringTheWork() throws Exception {
        var topic = Counted.topic(kafka, "told", 1);
        Counted.send(publisher, topic, 4);
        Map<Integer, Position> kept = new ConcurrentHashMap<>();
        var loop = new AtomicReference<PartitionLoop<SmtpActivity>>();
        loop.set(kept(topic, "stopped", kept, _ -> {
            var stop = Thread.ofPlatform().start(() -> loop.get().close());
            eventually("the stop waits for the work", () -> stop.getState() == Thread.State.TIMED_WAITING);
        }));
        loop.get().start();
        eventually("a batch", () -> !kept.isEmpty());
        loop.get().close();
        assertTold(topic, "stopped", kept);
    }

    private PartitionLoop<SmtpActivity> kept(
            Topic<SmtpActivity> topic, String group, Map<Integer, Position> kept, Work<SmtpActivity> work) {
        OffsetStore store = partitions -> kept.values().stream()
                .filter(p -> partitions.contains(p.partition()))
                .toList();
        var options = new Options(topic.name() + group, 100, Optional.of(store));
        return new PartitionLoop<>(connection, topic, publisher, options, batch -> {
            work.process(batch);
            batch.positions().forEach(p -> kept.put(p.partition(), p));
        });
    }

    private void runKept(Topic<SmtpActivity> topic, String group, Map<Integer, Position> kept, int records)
            throws Exception {
        var loop = kept(topic, group, kept, this::note);
        loop.start();
        eventually("all", () -> seen.size() == records);
        loop.close();
        assertTold(topic, group, kept);
    }

    private void assertTold(Topic<SmtpActivity> topic, String group, Map<Integer, Position> kept) throws Exception {
        try (var admin = connection.admin()) {
            var told = admin.listConsumerGroupOffsets(topic.name() + group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            kept.forEach((partition, position) -> assertEquals(
                    position.next(),
                    Objects.requireNonNull(told.get(new TopicPartition(topic.name(), partition)))
                            .offset()));
        }
    }
}
