package org.posthorn.delivery.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.posthorn.delivery.DeliveryDatabase;
import org.posthorn.delivery.transport.MailServer;
import org.posthorn.delivery.transport.Opening.Tls;
import org.posthorn.delivery.transport.SourceAddress;
import org.posthorn.runtime.sql.Database;
import org.posthorn.testing.ManualClock;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

@WithBacking
class DeparturesTest {
    private static final String SITE = "mx.example.net";
    private static final MailServer FOUR = server("198.51.100.1");
    private static final MailServer SIX = server("2001:db8:1::1");

    private final Database database;
    private final ManualClock clock = new ManualClock(Instant.parse("2026-12-01T23:00:00Z"));
    private final Set<InetAddress> notHere = new HashSet<>();

    DeparturesTest(TestDatabase test) {
        database = DeliveryDatabase.open(test);
    }

    @BeforeEach
    void forget() {
        database.update("DELETE FROM source_use");
    }

    @AfterEach
    void close() {
        database.close();
    }

    private static MailServer server(String ip) {
        return new MailServer(
                SITE, new InetSocketAddress(InetAddress.ofLiteral(ip), 25), Tls.IF_OFFERED, Optional.empty());
    }

    private Departures departures(String pool, Map<String, String> sources) {
        var means = new Departures.Means(
                Pools.of(sources, Map.of("main", pool), Map.of("example.org", "main")),
                new WarmUpStore(database),
                address -> !notHere.contains(address),
                "mail.example.org",
                3,
                clock);
        return new Departures(means, new WarmUpPlan(List.of(2, 3)), new Random(1));
    }

    private static Departure leave(Departures departures) {
        return leave(departures, Set.of(), _ -> false);
    }

    private static Departure leave(Departures departures, Set<String> tried, Predicate<String> shut) {
        return departures.of("ann@Example.org", SITE, List.of(SIX, FOUR), tried, shut);
    }

    private static String source(Departure departure) {
        return assertInstanceOf(Departure.From.class, departure).source().orElse("-");
    }

    private static Optional<Instant> again(Departure departure) {
        return assertInstanceOf(Departure.NotNow.class, departure).again();
    }

    private static String reason(Departure departure) {
        var notNow = assertInstanceOf(Departure.NotNow.class, departure);
        return notNow.status() + " " + notNow.reason();
    }

    @Test
    void aSourceCallsTheServersOfItsFamiliesUnderItsName() {
        var one = departures("one", Map.of("one", "203.0.113.5 2001:db8::5 helo:mta1.example.org"));
        var four = departures("four", Map.of("four", "203.0.113.6"));

        assertEquals(
                List.of(
                        SIX.from(new SourceAddress(InetAddress.ofLiteral("2001:db8::5"), "mta1.example.org")),
                        FOUR.from(new SourceAddress(InetAddress.ofLiteral("203.0.113.5"), "mta1.example.org"))),
                assertInstanceOf(Departure.From.class, leave(one)).servers());
        assertEquals(
                List.of(FOUR.from(new SourceAddress(InetAddress.ofLiteral("203.0.113.6"), "mail.example.org"))),
                assertInstanceOf(Departure.From.class, leave(four)).servers());
    }

    @Test
    void serversThatASourceCannotReachTakeNoPlaceFromOthers() {
        var departures = departures("four", Map.of("four", "203.0.113.6"));
        var servers = List.of(SIX, server("2001:db8:1::2"), server("2001:db8:1::3"), FOUR);

        var four = departures.of("ann@example.org", SITE, servers, Set.of(), _ -> false);
        var any = departures.of("", SITE, servers, Set.of(), _ -> false);

        assertEquals(1, assertInstanceOf(Departure.From.class, four).servers().size());
        assertEquals(
                servers.subList(0, 3),
                assertInstanceOf(Departure.From.class, any).servers(),
                "as many as one attempt has");
    }

    @Test
    void othersLeaveAsTheSystemChooses() {
        var departures = departures("one", Map.of("one", "203.0.113.5"));

        var departure = assertInstanceOf(
                Departure.From.class, departures.of("", SITE, List.of(SIX, FOUR), Set.of(), _ -> false));

        assertEquals(new Departure.From(Optional.empty(), List.of(SIX, FOUR), Optional.empty()), departure);
    }

    @Test
    void aNewSourceSendsWhatItsDayAllowsAndTheWarmOneTheRest() {
        var sources = Map.of("new", "203.0.113.5 warm-up:2026-12-01", "warm", "203.0.113.6");
        var worker = departures("new warm", sources);
        var other = departures("new warm", sources);

        assertEquals(
                List.of("new", "new", "warm", "warm"),
                List.of(source(leave(worker)), source(leave(other)), source(leave(worker)), source(leave(other))),
                "the workers count together");
        assertEquals(
                "new",
                source(worker.of("ann@example.org", "another.example", List.of(FOUR), Set.of(), _ -> false)),
                "sites count apart");

        clock.advance(Duration.ofHours(2));
        assertEquals(
                List.of("new", "new", "new", "warm"),
                List.of(source(leave(worker)), source(leave(worker)), source(leave(worker)), source(leave(worker))),
                "the next day");
        clock.advance(Duration.ofDays(1));
        assertFalse(
                assertInstanceOf(Departure.From.class, leave(worker)).counted().isPresent(), "it is warm");
    }

    @Test
    void aSourceThatTheSiteLetsNobodyInFromIsAskedLast() {
        var departures = departures("new warm", Map.of("new", "203.0.113.5 warm-up:2026-12-01", "warm", "203.0.113.6"));

        assertEquals("warm", source(leave(departures, Set.of(), "new"::equals)));
        assertEquals(
                "new", source(leave(departures, Set.of(), _ -> true)), "somebody must find out whether it still is");
        assertEquals("warm", source(leave(departures, Set.of("new"), _ -> true)), "this message did");
        assertInstanceOf(Departure.NotNow.class, leave(departures, Set.of("new", "warm"), _ -> true));
    }

    @Test
    void whatDidNotGoIsGivenBackAlsoAfterMidnight() {
        var departures = departures("new", Map.of("new", "203.0.113.5 warm-up:2026-12-01"));
        leave(departures);
        var second = assertInstanceOf(Departure.From.class, leave(departures));
        assertEquals(
                "4.7.0 no source of the pool of example.org may send more to mx.example.net today (warm-up)",
                reason(leave(departures)));

        assertEquals(Optional.of(Instant.parse("2026-12-02T00:00:00Z")), again(leave(departures)));

        departures.back(second, SITE);

        assertEquals("new", source(leave(departures)));
        assertTrue(reason(leave(departures)).startsWith("4.7.0"));
    }

    @Test
    void aSourceIsNotUsedBeforeItsDay() {
        var departures = departures("new", Map.of("new", "203.0.113.5 warm-up:2026-12-02"));

        assertEquals(
                "4.7.0 no source of the pool of example.org may send more to mx.example.net today (warm-up)",
                reason(leave(departures)));
        assertEquals(0, database.query("SELECT * FROM source_use", _ -> "").size());
        clock.advance(Duration.ofHours(1));
        assertEquals("new", source(leave(departures)));
    }

    @Test
    void anotherMachinesSourceMayHaveItBeforeTheNextDay() {
        var departures = departures("new warm", Map.of("new", "203.0.113.5 warm-up:2026-12-02", "warm", "203.0.113.6"));
        notHere.add(InetAddress.ofLiteral("203.0.113.6"));

        assertEquals(Optional.empty(), again(leave(departures)));
    }

    @Test
    void aSourceOfAnotherMachineIsNotUsedHere() {
        var departures = departures("one two", Map.of("one", "203.0.113.5", "two", "203.0.113.6"));
        notHere.add(InetAddress.ofLiteral("203.0.113.5"));

        assertEquals("two", source(leave(departures)));
        assertEquals(
                "Not on this machine: one (203.0.113.5)", departures.condition().detail());

        notHere.add(InetAddress.ofLiteral("203.0.113.6"));
        clock.advance(Duration.ofSeconds(10));
        assertEquals(
                "4.4.0 no source of the pool of example.org on this machine can reach mx.example.net",
                reason(leave(departures)));
        assertFalse(departures.condition().well());
    }

    @Test
    void whatCannotBeCountedIsNotSent() {
        var departures = departures("new warm", Map.of("new", "203.0.113.5 warm-up:2026-12-01", "warm", "203.0.113.6"));
        database.close();

        assertEquals("warm", source(leave(departures)));
        notHere.add(InetAddress.ofLiteral("203.0.113.6"));
        clock.advance(Duration.ofSeconds(10));
        assertEquals(
                "4.3.0 no source of the pool of example.org may send to mx.example.net now:"
                        + " the database that counts its warm-up does not answer",
                reason(leave(departures)));
        assertEquals(Optional.empty(), again(leave(departures)));
    }
}
