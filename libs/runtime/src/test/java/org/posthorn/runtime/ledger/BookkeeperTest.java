package org.posthorn.runtime.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthorn.events.AccountId;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Content;
import org.posthorn.events.Event;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.Origin;
import org.posthorn.events.Outcome;
import org.posthorn.events.Outcome.Subject;
import org.posthorn.events.Purpose;
import org.posthorn.events.Route;
import org.posthorn.events.Topic;
import org.posthorn.events.Topics;
import org.posthorn.events.Verdict;
import org.posthorn.runtime.content.MissingClaim;
import org.posthorn.runtime.content.PostgresClaimStore;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.runtime.kafka.TopicProvisioner.Shape;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import org.posthorn.testing.ManualClock;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

/// The life of the books over one log. The services are played by the test.
@WithBacking
class BookkeeperTest {
    private final Instant now = Instant.now();
    private static final TopicPartition ACCEPTED = new TopicPartition(Topics.MAIL_ACCEPTED.name(), 0);
    private static final TopicPartition JUDGED = new TopicPartition(Topics.MAIL_JUDGED.name(), 0);
    private static final Route TO_ALICE =
            new Route.Local("alice", "alice@example.com", new AccountId(1), Purpose.INBOX);

    private final ManualClock clock = new ManualClock(now.plus(Duration.ofDays(4)));
    private TestDatabase database;
    private KafkaConnection connection;
    private Admin admin;
    private Publisher publisher;
    private Database reading;
    private Database ledger;
    private Database claimed;
    private PostgresClaimStore claims;

    @BeforeEach
    void open(TestKafka kafka, TestDatabase test) throws SQLException {
        database = test;
        connection = KafkaConnection.to(kafka.bootstrapServers());
        admin = connection.admin();
        new TopicProvisioner(admin, Shape.SINGLE).create();
        publisher = new Publisher(connection);
        test.execute(
                "CREATE SCHEMA mailbox",
                "CREATE SCHEMA delivery",
                "CREATE TABLE mailbox.account (account bigint)",
                "INSERT INTO mailbox.account VALUES (1)",
                "CREATE TABLE mailbox.delivered (account bigint, message_id text COLLATE \"C\", purpose smallint)",
                "CREATE TABLE delivery.queued_message (id bigint, message_id text, claim text)",
                "CREATE TABLE delivery.queued_recipient (queued_message bigint, recipient text)");
        var settings = Settings.of(
                        "database.url=" + test.jdbcUrl(),
                        "database.user=" + test.user(),
                        "database.password=" + test.password())
                .get(DatabaseSettings.class)
                .withPoolSize(1);
        reading = Database.attach(settings, "test");
        ledger = Database.open(settings, "ledger");
        claimed = Database.open(settings, "claims");
        claims = new PostgresClaimStore(claimed);
    }

    @AfterEach
    void close() {
        claimed.close();
        ledger.close();
        reading.close();
        publisher.close();
        admin.close();
    }

    @Test
    void settledMailGoesFromTheLogAndTheClaimStoreAndTheRestStays() throws Exception {
        var large = claim();
        var done = accept(large);
        settle(done);
        var open = accept(new Content.Inline("x".getBytes(UTF_8)));
        judge(open);
        var late = accept(new Content.Inline("y".getBytes(UTF_8)));
        settle(late);
        policyHasRead(3);

        try (var books = bookkeeper()) {
            var found = books.step();
            assertEquals(1, found.unsettled());
            assertEquals(Map.of(), found.deleted(), "the first step only finds the checkpoint");
            assertEquals(Map.of(), readCheckpoint().map(Checkpoint::begins).orElse(Map.of()));

            var written = books.step();
            assertEquals(1L, written.deleted().get(ACCEPTED), "up to the open one, though a later one is settled");
            assertEquals(1L, written.deleted().get(JUDGED));
            assertEquals(Optional.of(1L), readCheckpoint().map(c -> c.begins().get(ACCEPTED)));
            assertEquals(Optional.of(3L), readCheckpoint().map(c -> c.upTo().get(ACCEPTED)));
        }
        assertThrows(MissingClaim.class, () -> claims.octets(large));

        try (var audit = new LedgerAudit(connection, publisher, new LedgerDatabase(reading))) {
            var _ = audit.from(new CheckpointStore(ledger));
            var report = audit.glance();
            assertEquals(1, report.accepted(), "only the open one is in the books of a start");
            assertEquals(open, report.findings().getFirst().messageId());
        }
        settle(open);
        try (var books = bookkeeper()) {
            assertEquals(0, books.step().missing());
            assertEquals(2L, books.step().deleted().get(ACCEPTED));
        }
        aCheckpointPastTheEndIsNone();
    }

    /// A power cut took the tail of the log.
    private void aCheckpointPastTheEndIsNone() {
        ledger.update("UPDATE checkpoint SET up_to = up_to + 1000 WHERE topic = 'mail.judged'");
        try (var audit = new LedgerAudit(connection, publisher, new LedgerDatabase(reading))) {
            assertTrue(audit.from(new CheckpointStore(ledger)).isEmpty());
        }
    }

    private Bookkeeper bookkeeper() {
        var means = new Bookkeeper.Means(
                connection, publisher, new LedgerDatabase(reading), new CheckpointStore(ledger), claims);
        return new Bookkeeper(means, Duration.ofDays(3), clock);
    }

    private Optional<Checkpoint> readCheckpoint() {
        try (var audit = new LedgerAudit(connection, publisher, new LedgerDatabase(reading))) {
            return new CheckpointStore(ledger).read(audit.logs());
        }
    }

    private Content.Claimed claim() throws IOException {
        var stored = claims.store(MessageId.next(now) + "/accepted", new ByteArrayInputStream(new byte[] {1, 2}), 2);
        claimed.update("UPDATE piece SET stored_at = now() - interval '1 day'");
        return stored;
    }

    private MessageId accept(Content content) {
        var id = content instanceof Content.Claimed(var name, long _)
                ? MessageId.of(name.split("/", 2)[0])
                : MessageId.next(now);
        var message = new MessageAccepted(
                id, now, new Origin.Mx(), Optional.empty(), MailEnvelope.of("", List.of("alice")), content.size());
        send(Topics.MAIL_ACCEPTED, id, message, Optional.of(content));
        return id;
    }

    private void judge(MessageId id) {
        send(
                Topics.MAIL_JUDGED,
                id,
                new MessageJudged(
                        id,
                        now,
                        now,
                        new Origin.Mx(),
                        "",
                        new Verdict.Deliver("for the test"),
                        List.of(),
                        List.of(TO_ALICE),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty()),
                Optional.empty());
    }

    private void settle(MessageId id) throws SQLException {
        judge(id);
        database.execute("INSERT INTO mailbox.delivered VALUES (1, '" + id + "', 0)");
        var subject = new Subject(id, TO_ALICE.recipient(), TO_ALICE.accepted(), Purpose.INBOX);
        send(
                Topics.DELIVERY_OUTCOME,
                id,
                new Outcome.Delivered(subject, now, Optional.empty(), Optional.empty(), Optional.empty()),
                Optional.empty());
    }

    private void policyHasRead(long next) throws Exception {
        admin.alterConsumerGroupOffsets("policy-service", Map.of(ACCEPTED, new OffsetAndMetadata(next)))
                .all()
                .get();
    }

    private <E extends Event> void send(Topic<E> topic, MessageId id, E data, Optional<Content> content) {
        var event = new CloudEvent<>(id.value(), "test", now, Optional.empty(), data, content);
        Publisher.await(List.of(publisher.send(topic, id.value(), event)));
    }
}
