package org.posthorn.runtime.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.posthorn.testing.Eventually.eventually;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.NewTopic;
import org.junit.jupiter.api.Test;
import org.posthorn.events.AccountId;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.DirectoryEntry.AccountAddress;
import org.posthorn.events.DirectoryEntry.SnapshotComplete;
import org.posthorn.events.Topic;
import org.posthorn.events.Topics;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

@WithBacking
class ViewTest {
    private static final String ALICE = "address:alice@example.com";

    private static Topic<DirectoryEntry> topic(TestKafka kafka, KafkaConnection connection) throws Exception {
        var d = Topics.DIRECTORY;
        try (var admin = connection.admin()) {
            var topic = new NewTopic(kafka.name("directory"), 1, (short) 1);
            admin.createTopics(List.of(topic.configs(Map.of("cleanup.policy", "compact"))))
                    .all()
                    .get();
        }
        return new Topic<>(
                kafka.name("directory"),
                d.doc(),
                d.key(),
                d.types(),
                false,
                d.keep(),
                false,
                d.partitions(),
                d.writer(),
                d.readers());
    }

    private static void put(Publisher publisher, Topic<DirectoryEntry> topic, DirectoryEntry entry) {
        var event = new CloudEvent<>("1", "test", Instant.EPOCH, Optional.empty(), entry, Optional.empty());
        publisher.send(topic, entry.key(), event).join();
    }

    @Test
    void itIsLoadedAfterTheSnapshotAndIgnoresOlderVersions(TestKafka kafka) throws Exception {
        var connection = KafkaConnection.to(kafka.bootstrapServers());
        var topic = topic(kafka, connection);
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
            eventually("bob", () -> view.get("address:bob@example.com").isPresent());
            assertEquals(
                    new AccountAddress("alice@example.com", new AccountId(2), 5),
                    view.get(ALICE).orElseThrow());

            publisher.send(topic.name(), ALICE, List.of(), null).join();
            eventually("alice is gone", () -> view.get(ALICE).isEmpty());
        }
    }
}
