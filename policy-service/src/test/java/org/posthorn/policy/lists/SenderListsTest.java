package org.posthorn.policy.lists;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.posthorn.events.PolicyEntry;
import org.posthorn.events.api.ListApi.Entry;
import org.posthorn.events.api.ListApi.Import;
import org.posthorn.events.api.ListApi.NewEntry;
import org.posthorn.policy.publish.PolicyEntries;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.outbox.Outbox;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import org.posthorn.testing.ManualClock;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;
import org.slf4j.LoggerFactory;

@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class SenderListsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private ManualClock clock;
    private Database database;
    private SenderLists lists;

    @BeforeAll
    void start(TestDatabase where) {
        var settings = Settings.of(
                "database.url=" + where.jdbcUrl(),
                "database.user=" + where.user(),
                "database.password=" + where.password());
        database = Database.open(settings.get(DatabaseSettings.class), "policy");
        log.start();
        ((Logger) LoggerFactory.getLogger("org.posthorn.policy.lists")).addAppender(log);
    }

    @AfterAll
    void stop() {
        ((Logger) LoggerFactory.getLogger("org.posthorn.policy.lists")).detachAppender(log);
        database.close();
    }

    @BeforeEach
    void empty() {
        database.update("DELETE FROM list_entry");
        database.update("DELETE FROM outbox");
        log.list.clear();
        clock = new ManualClock(NOW);
        lists = new SenderLists(database, new PolicyEntries(new Outbox(), clock), clock);
    }

    private Entry block(String subject) {
        return lists.add(ListName.BLOCKLIST, new NewEntry(subject, false, "spam", "admin@x.example", Optional.empty()));
    }

    private List<String> logged() {
        return log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    private long outboxRows() {
        return database.queryOne("SELECT count(*) AS n FROM outbox", row -> row.number("n"))
                .orElseThrow();
    }

    private List<PolicyEntry> snapshot() {
        var all = new ArrayList<PolicyEntry>();
        database.run(tx -> lists.snapshot(tx, all::addAll));
        return all;
    }

    @Test
    void whatIsBlockedAndUnblockedIsLoggedWordForWord() {
        block("spammer@bad.com");
        block("*@spammydomain.com");
        block("192.168.1.100");
        lists.remove(ListName.BLOCKLIST, "Spammer@bad.com");
        lists.remove(ListName.BLOCKLIST, "192.168.1.100/32");

        assertEquals(
                List.of(
                        "mail: Blocked email: spammer@bad.com",
                        "mail: Blocked email: *@spammydomain.com",
                        "mail: Blocked IP: 192.168.1.100",
                        "mail: Unblocked email: spammer@bad.com",
                        "mail: Unblocked IP: 192.168.1.100"),
                logged());
        assertEquals(5, outboxRows(), "each change leaves with its row");
        assertEquals(
                List.of("blocked:*@spammydomain.com"),
                snapshot().stream().map(PolicyEntry::key).toList());
    }

    @Test
    void anEntryIsReplacedAndKeepsItsHits() {
        block("spammer@bad.com");
        lists.hits(ListName.BLOCKLIST, Map.of("spammer@bad.com", 3, "gone@bad.com", 1), NOW);
        var changed = lists.add(
                ListName.BLOCKLIST,
                new NewEntry("spammer@bad.com", false, "again", "bob", Optional.of(NOW.plusSeconds(60))));

        assertEquals("again", changed.reason());
        assertEquals("bob", changed.by());
        assertEquals(3, changed.hits());
        assertEquals(Optional.of(NOW), changed.lastHit());
        assertEquals(1, lists.count(ListName.BLOCKLIST));
    }

    @Test
    void theTesterSaysWhatWouldHappen() {
        block("*@*.bad.com");
        block("10.0.0.0/8");
        lists.add(ListName.ALLOWLIST, new NewEntry("good@bad.com", false, "", "admin", Optional.empty()));

        assertTrue(lists.check("x@sub.bad.com", "").blocked());
        assertTrue(lists.check("X+1@bad.com", "").blocked());
        assertFalse(lists.check("good@bad.com", "").blocked(), "allowed");
        assertTrue(lists.check("good@bad.com", "10.1.2.3").blocked(), "its client is not");
        assertEquals(
                "10.0.0.0/8",
                lists.check("", "::ffff:10.1.2.3").blocks().getFirst().subject());
        assertFalse(lists.check("x@notbad.com", "11.0.0.1").blocked());
        assertThrows(Refusal.class, () -> lists.check("nonsense", ""));
        assertThrows(Refusal.class, () -> lists.check("", "nonsense"));
    }

    @Test
    void aListIsImportedAndShownInPages() {
        var lines = new ArrayList<>(List.of("# spammers", "", "nonsense", "*@*.wide.example # all of it", "::/0"));
        IntStream.range(0, 300).forEach(i -> lines.add("user%03d@bad.com".formatted(i)));
        var imported = lists.load(ListName.BLOCKLIST, new Import(lines, false, "the list", "admin", Optional.empty()));

        assertEquals(301, imported.added());
        assertEquals(
                List.of(3, 5),
                imported.refused().stream().map(line -> line.line()).toList());
        var first = lists.page(ListName.BLOCKLIST, "", "", 200);
        var second = lists.page(ListName.BLOCKLIST, first.next().orElseThrow(), "", 200);
        assertEquals(200, first.items().size());
        assertEquals(101, second.items().size());
        assertEquals(Optional.empty(), second.next());
        assertEquals(
                List.of("user042@bad.com"),
                lists.page(ListName.BLOCKLIST, "", "USER042", 50).items().stream()
                        .map(Entry::subject)
                        .toList());
        assertEquals(301, snapshot().size());
    }

    @Test
    void whatHasExpiredIsTakenAway() {
        lists.add(
                ListName.BLOCKLIST,
                new NewEntry("a@bad.com", false, "", "admin", Optional.of(NOW.plus(Duration.ofHours(1)))));
        block("b@bad.com");
        clock.set(NOW.plus(Duration.ofHours(2)));

        assertFalse(lists.check("a@bad.com", "").blocked());
        lists.sweep();

        assertEquals(1, lists.count(ListName.BLOCKLIST));
        assertEquals(3, outboxRows());
    }

    @Test
    void whatMakesNoSenseIsRefusedWithASentence() {
        var past = new NewEntry("a@bad.com", false, "", "admin", Optional.of(NOW));
        var odd = new NewEntry("a@bad.com", false, "line\nbreak", "admin", Optional.empty());

        assertEquals(
                "The time at which the entry ends must be in the future.",
                assertThrows(Refusal.class, () -> lists.add(ListName.BLOCKLIST, past))
                        .getMessage());
        assertThrows(Refusal.class, () -> lists.add(ListName.BLOCKLIST, odd));
        assertEquals(
                "nobody@bad.com is not on the blocklist.",
                assertThrows(Refusal.class, () -> lists.remove(ListName.BLOCKLIST, "nobody@bad.com"))
                        .getMessage());
        assertEquals(0, outboxRows());
    }
}
