package org.posthorn.mailctl.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Content;
import org.posthorn.events.Event;
import org.posthorn.events.LocalDelivery;
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
import org.posthorn.mailctl.Ran;
import org.posthorn.runtime.kafka.Batch;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.PartitionLoop;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;

/// What the ledger looks at, in small: a policy that sends all mail to one account, a mailbox that only counts, and
/// their tables as far as the ledger reads them.
final class SmallWorld implements AutoCloseable {
    private final Instant now = Instant.now();
    static final AccountId ALICE = new AccountId(1);
    private static final String ADDRESS = "alice@example.com";

    private final TestKafka kafka;
    private final TestDatabase database;
    private final Publisher publisher;
    private final List<PartitionLoop<?>> loops = new ArrayList<>();

    SmallWorld(TestKafka kafka, TestDatabase database) throws SQLException {
        this.kafka = kafka;
        this.database = database;
        if (mailctl("topics", "create").code() != 0) {
            throw new IllegalStateException("the topics could not be made");
        }
        database.execute(
                "CREATE SCHEMA mailbox",
                "CREATE SCHEMA delivery",
                "CREATE TABLE mailbox.account (account bigint)",
                "CREATE TABLE mailbox.delivered (account bigint, message_id text COLLATE \"C\", purpose smallint)",
                "CREATE TABLE mailbox.folder (account bigint, folder bigint, name text, messages bigint)",
                "CREATE TABLE mailbox.message (account bigint, folder bigint, message bigserial, content bigint,"
                        + " accepted_as text COLLATE \"C\", received_at timestamptz DEFAULT now())",
                "CREATE TABLE mailbox.content (account bigint, content bigint)",
                "CREATE TABLE delivery.queued_message (id bigint, message_id text, claim text)",
                "CREATE TABLE delivery.queued_recipient (queued_message bigint, recipient text)",
                "INSERT INTO mailbox.account VALUES (1)",
                "INSERT INTO mailbox.folder VALUES (1, 1, 'INBOX', 0)",
                "INSERT INTO mailbox.content VALUES (1, 1)");
        var connection = KafkaConnection.to(kafka.bootstrapServers());
        publisher = new Publisher(connection);
        loops.add(
                new PartitionLoop<>(connection, Topics.MAIL_ACCEPTED, publisher, group("policy-service"), this::judge));
        loops.add(new PartitionLoop<>(
                connection, Topics.DELIVERY_LOCAL, publisher, group("mailbox-service"), this::file));
        loops.forEach(PartitionLoop::start);
    }

    private static PartitionLoop.Options group(String name) {
        return new PartitionLoop.Options(name, 100, Optional.empty());
    }

    Ran mailctl(String... arguments) {
        var all = new ArrayList<>(List.of(arguments));
        all.add("--set=kafka.bootstrap-servers=" + kafka.bootstrapServers());
        all.add("--set=database.url=" + database.jdbcUrl());
        all.add("--set=database.user=" + database.user());
        all.add("--set=database.password=" + database.password());
        return Ran.mailctl(all.toArray(String[]::new));
    }

    TestDatabase database() {
        return database;
    }

    Publisher publisher() {
        return publisher;
    }

    MessageId accept() {
        var id = MessageId.next(now);
        var message = new MessageAccepted(
                id, now, new Origin.Mx(), Optional.empty(), MailEnvelope.of("s@elsewhere.test", List.of(ADDRESS)), 5);
        send(Topics.MAIL_ACCEPTED, id.value(), message, Optional.of(new Content.Inline("Hi\r\n\r\n".getBytes(UTF_8))));
        return id;
    }

    private void judge(Batch<MessageAccepted> batch) {
        for (var record : batch.records()) {
            var message = record.event().data();
            var id = message.messageId();
            var route = new Route.Local(ADDRESS, ADDRESS, ALICE, Purpose.INBOX);
            var verdict = new Verdict.Deliver("Nothing speaks against it.");
            var judged = new MessageJudged(
                    id,
                    message.acceptedAt(),
                    now,
                    message.origin(),
                    "s@elsewhere.test",
                    verdict,
                    List.of(),
                    List.of(route),
                    List.of(),
                    Optional.empty(),
                    Optional.of("<" + id + "@elsewhere.test>"),
                    Optional.of("Hi"),
                    Optional.empty());
            var delivery = new LocalDelivery(
                    id, ALICE, ADDRESS, ADDRESS, Purpose.INBOX, Optional.empty(), "", now, "", verdict);
            send(Topics.DELIVERY_LOCAL, "1", delivery, record.event().content());
            send(Topics.MAIL_JUDGED, id.value(), judged, Optional.empty());
        }
    }

    private void file(Batch<LocalDelivery> batch) {
        for (var record : batch.records()) {
            var id = record.event().data().messageId();
            try {
                database.execute(
                        "INSERT INTO mailbox.delivered VALUES (1, '" + id + "', 0)",
                        "INSERT INTO mailbox.message (account, folder, content) VALUES (1, 1, 1)",
                        "UPDATE mailbox.folder SET messages = messages + 1");
            } catch (SQLException e) {
                throw new IllegalStateException(e);
            }
            var subject = new Subject(id, ADDRESS, ADDRESS, Purpose.INBOX);
            var delivered =
                    new Outcome.Delivered(subject, now, Optional.of(ALICE), Optional.of("INBOX"), Optional.empty());
            send(Topics.DELIVERY_OUTCOME, id.value(), delivered, Optional.empty());
        }
    }

    private <E extends Event> void send(Topic<E> topic, String key, E data, Optional<Content> content) {
        var event = new CloudEvent<>(key + "/" + topic.name(), "test", now, Optional.empty(), data, content);
        Publisher.await(List.of(publisher.send(topic, key, event)));
    }

    @Override
    public void close() {
        loops.forEach(PartitionLoop::close);
        publisher.close();
    }
}
