package org.posthorn.mailbox;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.Event;
import org.posthorn.events.EventCodec.Header;
import org.posthorn.events.MailboxChange;
import org.posthorn.events.MessageId;
import org.posthorn.events.Outcome;
import org.posthorn.events.Topic;
import org.posthorn.events.Topics;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.testing.Eventually;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

/// Local delivery through a real log: from `delivery.local` into mailboxes, and out as events.
@WithBacking
class MailPathTest {
    @TempDir
    static Path directory;

    private static TestDatabase database;
    private static TestKafka kafka;
    private static Publisher publisher;
    private static RunningMailbox mailbox;

    @BeforeAll
    static void start(TestDatabase testDatabase, TestKafka testKafka) {
        database = testDatabase;
        kafka = testKafka;
        mailbox = new RunningMailbox(database, kafka, directory);
        publisher = new Publisher(KafkaConnection.to(kafka.bootstrapServers()));
    }

    @AfterAll
    static void stop() {
        publisher.close();
        mailbox.close();
    }

    @Test
    void whatTheLogBringsIsFiledOnceAndToldOf() {
        long account = mailbox.account("log");
        Set<String> ids = new HashSet<>();
        for (int i = 0; i < 200; i++) {
            ids.add(publish(account, "Subject: m" + i + "\n\n" + i + "\n"));
        }

        awaitMessages(account, 200);

        Eventually.eventuallyAsserted("it is so in the end", () -> assertEquals(ids, delivered(ids)));
        long added = read(Topics.MAILBOX_CHANGED).stream()
                .filter(MailboxChange.Added.class::isInstance)
                .map(MailboxChange.Added.class::cast)
                .filter(change -> change.account().value() == account)
                .flatMap(change -> change.messages().stream())
                .filter(message ->
                        ids.contains(message.messageId().orElseThrow().value()))
                .count();
        assertEquals(200, added);
    }

    @Test
    void aRestartFilesWhatCameMeanwhileAndNothingTwice() {
        long account = mailbox.account("restart");
        publish(account, "Subject: before\n\n1\n");
        awaitMessages(account, 1);
        mailbox.close();
        publish(account, "Subject: meanwhile\n\n1\n");

        mailbox = new RunningMailbox(database, kafka, directory);

        awaitMessages(account, 2);
    }

    @Test
    void aPositionPastTheLogsEndIsReadAgainAndNothingIsFiledTwice() {
        long account = mailbox.account("rewound");
        publish(account, "Subject: one\n\n1\n");
        awaitMessages(account, 1);
        mailbox.close();
        mailbox = new RunningMailbox(database, kafka, directory);
        mailbox.update("UPDATE mailbox.log_position SET next_offset = next_offset + 1000000");
        mailbox.close();

        mailbox = new RunningMailbox(database, kafka, directory);
        publish(account, "Subject: two\n\n1\n");

        awaitMessages(account, 2);
        assertEquals(
                0,
                mailbox.number("SELECT count(*) FROM (SELECT accepted_as FROM mailbox.message WHERE account = "
                        + account + " GROUP BY accepted_as HAVING count(*) > 1) twice"));
    }

    @Test
    void aPoisonedRecordIsParkedAndTheOthersAreFiled() {
        long account = mailbox.account("poison");
        publish(account, "Subject: before\n\n1\n");
        publisher
                .send(
                        Topics.DELIVERY_LOCAL.name(),
                        Long.toString(account),
                        List.of(
                                new Header("ce_type", "org.posthorn.delivery.local.v1".getBytes(UTF_8)),
                                new Header("ce_event", "{ not json".getBytes(UTF_8))),
                        "Subject: poison\r\n\r\n".getBytes(UTF_8))
                .join();
        publish(account, "Subject: after\n\n1\n");

        awaitMessages(account, 2);

        Eventually.eventuallyAsserted(
                "it is so in the end",
                () -> assertTrue(records(Topics.DELIVERY_LOCAL.parked()).stream()
                        .anyMatch(record -> new String(record.value(), UTF_8).startsWith("Subject: poison"))));
    }

    @Test
    void theDirectoryHoldsEveryAccountAndIsComplete() {
        long account = mailbox.account("listed");

        Eventually.eventuallyAsserted("it is so in the end", () -> {
            var entries = directory();
            assertTrue(entries.values().stream().anyMatch(DirectoryEntry.SnapshotComplete.class::isInstance));
            assertTrue(entries.get("address:listed@localhost") instanceof DirectoryEntry.AccountAddress address
                    && address.account().value() == account);
            assertTrue(entries.get("address:postmaster@localhost") instanceof DirectoryEntry.Alias alias
                    && alias.targets().equals(List.of("admin@localhost")));
        });
    }

    @Test
    void aDeletedAccountLeavesTheDirectoryAndItsMailIsErased() {
        long account = mailbox.account("erased");
        publish(account, "Subject: one\n\n1\n");
        awaitMessages(account, 1);

        mailbox.client().delete("/internal/v1/accounts/erased");

        Eventually.eventuallyAsserted("it is so in the end", () -> {
            assertTrue(!directory().containsKey("address:erased@localhost"));
            assertEquals(0, mailbox.number("SELECT count(*) FROM mailbox.content WHERE account = " + account));
        });
    }

    private static String publish(long account, String message) {
        var delivery = Delivery.of(MessageId.next(Instant.now()), account, message);
        publisher
                .send(Topics.DELIVERY_LOCAL, Long.toString(account), delivery.cloudEvent())
                .join();
        return delivery.event().messageId().value();
    }

    private static void awaitMessages(long account, long wanted) {
        Eventually.eventuallyAsserted(
                "it is so in the end",
                () -> assertEquals(
                        wanted, mailbox.number("SELECT count(*) FROM mailbox.message WHERE account = " + account)));
    }

    private static Set<String> delivered(Set<String> ids) {
        var delivered = new HashSet<String>();
        for (var outcome : read(Topics.DELIVERY_OUTCOME)) {
            var id = outcome.subject().messageId().value();
            if (outcome instanceof Outcome.Delivered && ids.contains(id)) {
                assertTrue(delivered.add(id), "twice: " + id);
            }
        }
        return delivered;
    }

    /// What a view of the directory would hold.
    private static Map<String, DirectoryEntry> directory() {
        var entries = new HashMap<String, DirectoryEntry>();
        for (var record : records(Topics.DIRECTORY.name())) {
            var key = new String(record.key(), UTF_8);
            if (record.value() == null) {
                entries.remove(key);
            } else {
                entries.put(key, decode(Topics.DIRECTORY, record));
            }
        }
        return entries;
    }

    private static <E extends Event> List<E> read(Topic<E> topic) {
        return records(topic.name()).stream()
                .map(record -> decode(topic, record))
                .toList();
    }

    private static <E extends Event> E decode(Topic<E> topic, ConsumerRecord<byte[], byte[]> record) {
        return Publisher.codec(topic)
                .decode(name -> header(record, name), record.value())
                .data();
    }

    private static byte @Nullable [] header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : header.value();
    }

    /// Everything in a topic now.
    private static List<ConsumerRecord<byte[], byte[]>> records(String topic) {
        var found = new ArrayList<ConsumerRecord<byte[], byte[]>>();
        try (var consumer = new KafkaConsumer<>(
                Map.<String, Object>of("bootstrap.servers", kafka.bootstrapServers(), "enable.auto.commit", false),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            var partitions = consumer.partitionsFor(topic).stream()
                    .map(info -> new TopicPartition(topic, info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var ends = consumer.endOffsets(partitions);
            while (partitions.stream()
                    .anyMatch(partition -> consumer.position(partition) < ends.getOrDefault(partition, 0L))) {
                consumer.poll(Duration.ofMillis(200)).forEach(found::add);
            }
        }
        return found;
    }
}
