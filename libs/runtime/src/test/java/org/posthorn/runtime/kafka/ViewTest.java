package org.posthorn.runtime.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.testing.Eventually.eventually;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.posthorn.events.AccountId;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.DirectoryEntry.AccountAddress;
import org.posthorn.events.DirectoryEntry.SnapshotComplete;
import org.posthorn.events.Topic;
import org.posthorn.events.Topics;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

@WithBacking
class ViewTest {
    private static final String ALICE = "address:alice@example.com";
    private static final String BOB = "address:bob@example.com";

    private static Topic<DirectoryEntry> topic(String name, KafkaConnection connection) throws Exception {
        var d = Topics.DIRECTORY;
        try (var admin = connection.admin()) {
            var topic = new NewTopic(name, 1, (short) 1);
            admin.createTopics(List.of(topic.configs(Map.of("cleanup.policy", "compact,delete"))))
                    .all()
                    .get();
        }
        return new Topic<>(
                name, d.doc(), d.key(), d.types(), false, d.keep(), false, d.partitions(), d.writer(), d.readers());
    }

    private static void put(Publisher publisher, Topic<DirectoryEntry> topic, DirectoryEntry entry) {
        var event = new CloudEvent<>("1", "test", Instant.EPOCH, Optional.empty(), entry, Optional.empty());
        publisher.send(topic, entry.key(), event).join();
    }

    @Test
    void itIsLoadedAfterTheSnapshotAndIgnoresOlderVersions(TestKafka kafka) throws Exception {
        var connection = KafkaConnection.to(kafka.bootstrapServers());
        var topic = topic(kafka.name("directory"), connection);
        try (var publisher = new Publisher(connection);
                var view = new View<>(connection, topic, DirectoryEntry::version)) {
            put(publisher, topic, new AccountAddress("alice@example.com", new AccountId(2), 5));
            view.start();
            eventually("the entry", () -> view.get(ALICE).isPresent());
            eventually("caught up", () -> view.standing().lag() == 0);
            assertFalse(view.loaded(), "without the owner's word absence means nothing");

            put(publisher, topic, new SnapshotComplete(Instant.EPOCH, 5));
            eventually("loaded", view::loaded);
            put(publisher, topic, new AccountAddress("alice@example.com", new AccountId(1), 4));
            put(publisher, topic, new AccountAddress("bob@example.com", new AccountId(3), 6));
            eventually("bob", () -> view.get(BOB).isPresent());
            assertEquals(
                    new AccountAddress("alice@example.com", new AccountId(2), 5),
                    view.get(ALICE).orElseThrow());

            publisher.send(topic.name(), ALICE, List.of(), null).join();
            eventually("alice is gone", () -> view.get(ALICE).isEmpty());
        }
    }

    /// A restored Kafka knows nothing of what was: the owner writes everything into the new log, and what it did not
    /// write is gone, without a record that says so.
    @Test
    void whatANewLogDoesNotHaveIsGone(TestKafka kafka) throws Exception {
        var connection = KafkaConnection.to(kafka.bootstrapServers());
        var topic = topic(kafka.name("restored"), connection);
        var told = new ConcurrentHashMap<String, Boolean>();
        try (var publisher = new Publisher(connection);
                var metrics = Metrics.forTests();
                var view = new View<>(connection, topic, DirectoryEntry::version)) {
            view.measure(metrics);
            view.onChange((key, entry) -> told.put(key, entry.isPresent()));
            view.start();
            put(publisher, topic, new AccountAddress("alice@example.com", new AccountId(2), 5));
            put(publisher, topic, new AccountAddress("bob@example.com", new AccountId(3), 6));
            put(publisher, topic, new SnapshotComplete(Instant.EPOCH, 7));
            eventually("loaded", view::loaded);
            assertTrue(view.get(BOB).isPresent());

            forget(connection, topic, 3);
            put(publisher, topic, new AccountAddress("alice@example.com", new AccountId(2), 5));
            put(publisher, topic, new AccountAddress("carol@example.com", new AccountId(4), 8));
            put(publisher, topic, new SnapshotComplete(Instant.EPOCH, 9));
            eventually("bob is gone", () -> view.get(BOB).isEmpty());
            assertTrue(view.get(ALICE).isPresent());
            assertTrue(view.loaded());
            assertEquals(
                    2.0, metrics.registry().get("posthorn_view_entries").gauge().value());
            assertEquals(Map.of(ALICE, true, BOB, false, "address:carol@example.com", true), told);
        }
    }

    private static void forget(KafkaConnection connection, Topic<?> topic, long before) throws Exception {
        try (var admin = connection.admin()) {
            var partition = new TopicPartition(topic.name(), 0);
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get();
        }
    }
}
