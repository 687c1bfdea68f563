package org.posthorn.mailctl.ledger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.testing.Eventually.eventually;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.posthorn.events.EventCodec.Header;
import org.posthorn.events.MessageId;
import org.posthorn.events.Topics;
import org.posthorn.mailctl.FakeServices;
import org.posthorn.mailctl.Ran;
import org.posthorn.runtime.kafka.Parking;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class LogCommandsTest {
    private static final String CLOSED =
            "Closed but for 0 messages under way; deleted 0 records and 0 large contents.\n";
    private SmallWorld world;

    @BeforeAll
    void start(TestKafka kafka, TestDatabase database) throws SQLException {
        world = new SmallWorld(kafka, database);
    }

    @AfterAll
    void stop() {
        world.close();
    }

    private MessageId delivered() {
        var id = world.accept();
        eventually(
                "the outcome of " + id,
                () -> world.mailctl("trace", id.value()).out().contains(" in INBOX"));
        return id;
    }

    private Ran verify(String... more) {
        var arguments = new java.util.ArrayList<>(List.of("ledger", "verify", "--patience", "3"));
        arguments.addAll(List.of(more));
        return world.mailctl(arguments.toArray(String[]::new));
    }

    @Test
    void theBooksBalanceUntilARowIsDeletedByHand() throws SQLException {
        var id = delivered();

        var balanced = verify();
        assertEquals(0, balanced.code(), balanced.toString());
        assertTrue(balanced.out().endsWith("\nThe books balance.\n"), balanced.out());

        world.database().execute("DELETE FROM mailbox.delivered WHERE message_id = '" + id + "'");
        var missing = verify();
        assertEquals(1, missing.code(), missing.toString());
        assertTrue(
                missing.out().contains(id + "  alice@example.com  delivered, but not in the mailbox\n"), missing.out());
        assertTrue(missing.out().endsWith("The books do not balance: 1 line.\n"), missing.out());

        var repaired = verify("--repair");
        assertTrue(repaired.out().startsWith("1 messages were driven again.\n"), repaired.toString());
        eventually("it is filed again", () -> verify().code() == 0);

        world.database()
                .execute("DELETE FROM mailbox.message WHERE message = (SELECT max(message) FROM mailbox.message)");
        var lost = verify("--json");
        assertEquals(1, lost.code());
        assertTrue(lost.out().contains("The folder INBOX of account 1 counts "), lost.out());
        world.database().execute("INSERT INTO mailbox.message (account, folder, content) VALUES (1, 1, 1)");

        var closed = world.mailctl("ledger", "close", "--settling", "0");
        assertEquals(new Ran(0, CLOSED, ""), closed);
        assertTrue(verify().out().startsWith("The books are closed as of "));
        assertTrue(verify("--all").out().startsWith("accepted messages "));
    }

    @Test
    void aTraceIsATimeline() {
        var id = delivered();

        var lines = world.mailctl("trace", id.value()).out().lines().toList();

        assertEquals("Message " + id + "  \"Hi\"", lines.get(0));
        assertTrue(lines.get(1).endsWith("accepted    by the MX listener, 5 B, sender s@elsewhere.test"), lines.get(1));
        assertTrue(lines.get(2).endsWith("  for alice@example.com"), lines.get(2));
        assertTrue(lines.get(3).endsWith("judged      deliver: Nothing speaks against it."), lines.get(3));
        assertTrue(lines.get(4).endsWith("  to alice@example.com, account 1"), lines.get(4));
        assertTrue(lines.get(5).endsWith("delivered   alice@example.com in INBOX"), lines.get(5));
    }

    @Test
    void aTraceIsFoundByTheMessageIdField() {
        var id = delivered();

        var byField = world.mailctl("trace", id + "@elsewhere.test");

        assertEquals(world.mailctl("trace", id.value()).out(), byField.out());
    }

    @Test
    void whatTheLogHasNoMoreIsToldByTheTraceOfTheGateway() {
        var id = MessageId.next(Instant.parse("2026-11-20T09:00:00Z"));
        try (var services = new FakeServices()) {
            services.on("GET /internal/v1/trace/" + id, """
                    {"id":"%s","subject":"","state":"refused","steps":[{"at":"2026-11-20T09:00:00Z","by":"smtp-ingress",
                     "what":"Refused in the session","facts":["550 5.1.1 User not found","at RCPT"]}]}
                    """.formatted(id));
            services.on("GET /internal/v1/trace?id=%3Cnobody%40nowhere.test%3E", "[]");

            assertEquals(
                    new Ran(0, """
                            Message %s
                            2026-11-20 09:00:00Z  Refused in the session (smtp-ingress)
                                                  550 5.1.1 User not found
                                                  at RCPT
                            It is refused.
                            """.formatted(id), ""), world.mailctl(Ran.withServices(services, "trace", id.value())));
            assertEquals(
                    new Ran(1, "", "Neither the log nor the trace knows a message <nobody@nowhere.test>.\n"),
                    world.mailctl(Ran.withServices(services, "trace", "<nobody@nowhere.test>")));
        }
    }

    @Test
    void aParkedRecordIsShownSentBackOrGivenUp() {
        park("one");
        park("two");
        var list = world.mailctl("parked", "list").out();
        assertTrue(list.contains("  the disk is made of cheese\n"), list);
        var names = list.lines().skip(1).map(line -> line.split(" +")[1]).toList();
        assertEquals(2, names.size(), list);

        var shown = world.mailctl("parked", "show", "mail.refused", names.getFirst())
                .out();
        assertTrue(shown.contains("Reason:  the disk is made of cheese\n"), shown);
        var retried = world.mailctl("parked", "retry", "mail.refused", names.getFirst());
        assertEquals(new Ran(0, "1 records of mail.refused were sent back.\n", ""), retried);
        assertTrue(world.mailctl("topics", "tail", "mail.refused", "--key", "one")
                .out()
                .contains("  one"));
        assertEquals(1, world.mailctl("parked", "drop", "mail.refused", "--all").code(), "it asks");
        assertEquals(
                0,
                world.mailctl("parked", "drop", "mail.refused", "--all", "--yes")
                        .code());
        assertEquals(new Ran(0, "Nothing is parked.\n", ""), world.mailctl("parked", "list"));
    }

    @Test
    void aReplayOfFiledMailChangesNothing() throws SQLException {
        var id = delivered();
        var from = List.of("replay", "--topic", "delivery.local", "--from", "0", "--key", "1");

        var dry = world.mailctl(with(from, "--dry-run"));
        assertTrue(dry.out().contains(" records of delivery.local are meant. "), dry.toString());
        assertTrue(dry.out().endsWith(" stay as they are; 0 would be filed.\n"), dry.out());

        world.database().execute("DELETE FROM mailbox.delivered WHERE message_id = '" + id + "'");
        assertTrue(world.mailctl(with(from, "--dry-run")).out().endsWith("; 1 would be filed.\n"));
        assertEquals(1, world.mailctl(with(from)).code(), "it asks");
        assertEquals(
                new Ran(1, "", "A bound is an offset, such as 1200, or a time, such as 2026-11-27T09:00:00Z; not x.\n"),
                world.mailctl("replay", "--topic", "delivery.local", "--from", "x"));
        assertTrue(world.mailctl("replay", "--topic", "directory", "--from", "0")
                .err()
                .startsWith("Only these topics carry work: mail.accepted, "));

        var replayed = world.mailctl("replay", "--topic", "mail.accepted", "--from", "0", "--key", id.value(), "--yes");
        assertTrue(replayed.out().endsWith("1 records of mail.accepted were appended.\n"), replayed.toString());
        eventually(
                "it is filed again",
                () -> world.mailctl(with(from, "--dry-run")).out().endsWith(" 0 would be filed.\n"));
    }

    private static String[] with(List<String> arguments, String... more) {
        var all = new java.util.ArrayList<>(arguments);
        all.addAll(List.of(more));
        return all.toArray(String[]::new);
    }

    @Test
    void theDoctorNamesWhatMustBeMended() {
        try (var services = new FakeServices()) {
            services.on("GET /prometheus", "posthorn_parked_records{topic=\"mail.accepted\"} 2.0\n")
                    .on("GET /internal/v1/doctor/example.com", """
                            {"domain":"example.com","zone":["example.com.  IN  MX  10 mail.example.com."],"findings":[
                             {"check":"mx","severity":"GOOD","seen":"Mail comes here.","mend":""},
                             {"check":"spf-missing","severity":"ERROR","seen":"No SPF.","mend":"a record"}]}""");
            var found = world.mailctl(Ran.withServices(services, "doctor", "example.com", "--server=127.0.0.1:1"));

            assertEquals(1, found.code(), found.toString());
            assertTrue(
                    found.out().contains("ERROR  example.com  spf-missing\n  No SPF.\n  -> a record\n"), found.out());
            assertTrue(found.out().contains("2 records of mail.accepted were set aside."), found.out());
            assertTrue(found.out().contains("The submissions port"), found.out());
            var zone = world.mailctl(
                    Ran.withServices(services, "diagnose", "example.com", "--zone", "--server=127.0.0.1:1"));
            assertEquals(new Ran(0, "example.com.  IN  MX  10 mail.example.com.\n", ""), zone);
        }
    }

    private void park(String key) {
        var headers = List.of(
                new Header("ce_type", "org.posthorn.nonsense.v9".getBytes(UTF_8)),
                new Header(Parking.REASON, "the disk is made of cheese".getBytes(UTF_8)));
        Publisher.await(List.of(world.publisher().send(Topics.MAIL_REFUSED.parked(), key, headers, new byte[] {1})));
    }
}
