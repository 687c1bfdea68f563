package org.posthorn.policy.suppression;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthorn.events.MessageId;
import org.posthorn.events.Outcome;
import org.posthorn.events.PolicyEntry;
import org.posthorn.events.Purpose;
import org.posthorn.events.api.SuppressionApi.Suppression;
import org.posthorn.policy.publish.PolicyEntries;
import org.posthorn.policy.suppression.SuppressionStore.Filter;
import org.posthorn.runtime.outbox.Outbox;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

@WithBacking
class SuppressionTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration MONTH = Duration.ofDays(30);
    private static final Filter ALL = new Filter(Optional.empty(), Optional.empty());

    private final Database database;
    private final SuppressionStore store;

    SuppressionTest(TestDatabase test) {
        var settings = Settings.of(
                "database.url=" + test.jdbcUrl(),
                "database.user=" + test.user(),
                "database.password=" + test.password());
        database = Database.open(settings.get(DatabaseSettings.class), "policy");
        store = new SuppressionStore(database, new PolicyEntries(new Outbox(), InstantSource.fixed(NOW)));
    }

    @BeforeEach
    void empty() {
        database.update("DELETE FROM suppression");
        database.update("DELETE FROM outbox");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void onlyAddressesThatDoNotExistAreSuppressedForTheSendersDomain() {
        var suppressed = Suppressions.after(
                List.of(
                        bounced("Gone@example.org", "bad-mailbox", Optional.of("ours.example")),
                        bounced("full@example.org", "mailbox-full", Optional.of("ours.example")),
                        bounced("spam@example.org", "content", Optional.of("ours.example")),
                        bounced("null@example.org", "bad-mailbox", Optional.empty())),
                MONTH);

        assertEquals(
                List.of("gone@example.org"),
                suppressed.stream().map(Suppression::address).toList());
        assertEquals(Optional.of(NOW.plus(MONTH)), suppressed.getFirst().expires());
    }

    @Test
    void everyChangeIsPublishedWithItsRow() {
        store.put(List.of(entry("a@example.org", "hard-bounce")));
        assertTrue(store.remove("ours.example", "a@example.org"));
        assertFalse(store.remove("ours.example", "a@example.org"));

        assertEquals(2, published());
    }

    @Test
    void aFailureDoesNotReplaceWhatAPersonSaid() {
        store.put(List.of(entry("a@example.org", "manual")));
        store.put(List.of(entry("a@example.org", "hard-bounce")));

        assertEquals("manual", store.list(ALL, "", "", 10).getFirst().kind());
        assertEquals(1, published());
    }

    @Test
    void whatHasEndedGoesByItself() {
        store.put(List.of(entry("a@example.org", "hard-bounce")));

        assertEquals(0, store.expire(NOW.plus(MONTH).minusSeconds(1)));
        assertEquals(1, store.expire(NOW.plus(MONTH)));
        assertEquals(List.of(), store.list(ALL, "", "", 10));
        assertEquals(2, published());
    }

    @Test
    void theListComesPageByPageAndByPartOfAnAddress() {
        store.put(List.of(
                entry("a@example.org", "manual"), entry("b@example.org", "manual"), entry("c@example.net", "manual")));

        var first = store.list(ALL, "", "", 2);
        assertEquals(
                List.of("c@example.net"),
                store.list(ALL, "ours.example", first.getLast().address(), 2).stream()
                        .map(Suppression::address)
                        .toList());
        assertEquals(
                1,
                store.list(new Filter(Optional.empty(), Optional.of(".net")), "", "", 9)
                        .size());
    }

    @Test
    void aNewLogGetsTheWholeList() {
        store.put(List.of(entry("a@example.org", "manual"), entry("b@example.org", "hard-bounce")));
        var keys = new ArrayList<String>();
        database.run(tx ->
                store.snapshot(tx, page -> page.stream().map(PolicyEntry::key).forEach(keys::add)));

        assertEquals(List.of("suppressed:ours.example:a@example.org", "suppressed:ours.example:b@example.org"), keys);
    }

    @Test
    void aComplaintNamesItsRecipientAndTheSendersDomain() {
        var report = FeedbackReport.of(arf("abuse")).orElseThrow();

        assertEquals("abuse", report.type());
        assertEquals("user@example.org", report.recipient());
        assertEquals("ours.example", report.senderDomain());
        var suppression = Suppressions.after(report, NOW, MONTH);
        assertTrue(suppression.reason().contains("fbl@provider.example"), suppression.reason());
    }

    @Test
    void otherMailIsNoComplaint() {
        for (var type : List.of("not-spam", "auth-failure", "virus")) {
            assertEquals(Optional.empty(), FeedbackReport.of(arf(type)), type);
        }
        assertEquals(
                Optional.empty(),
                FeedbackReport.of("Subject: hello\r\n\r\nbody\r\n".getBytes(StandardCharsets.US_ASCII)));
    }

    private static byte[] arf(String type) {
        return """
                From: <fbl@provider.example>
                Subject: complaint
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type=feedback-report; boundary="b"

                --b
                Content-Type: text/plain

                A complaint.
                --b
                Content-Type: message/feedback-report

                Feedback-Type: %s
                User-Agent: Provider/1.0
                Version: 1
                Original-Mail-From: <News@Ours.example>
                Original-Rcpt-To: <user@example.org>

                --b
                Content-Type: message/rfc822

                From: News <news@ours.example>
                To: user@example.org
                Subject: buy

                buy
                --b--
                """.formatted(type).replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    private long published() {
        return database.queryOne("SELECT count(*) AS n FROM outbox", row -> row.number("n"))
                .orElseThrow();
    }

    private static Suppression entry(String address, String kind) {
        return new Suppression("ours.example", address, kind, "why", "test", NOW, Optional.of(NOW.plus(MONTH)));
    }

    private static Outcome bounced(String recipient, String bounceClass, Optional<String> senderDomain) {
        return new Outcome.Bounced(
                new Outcome.Subject(MessageId.next(NOW), recipient, recipient, Purpose.INBOX),
                NOW,
                new Outcome.Attempt(Optional.empty(), Optional.empty(), "550 no", "5.1.1"),
                Optional.empty(),
                Optional.of(bounceClass),
                senderDomain);
    }
}
