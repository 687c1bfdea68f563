package org.posthorn.delivery.attempt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.posthorn.delivery.source.SourceSettings;
import org.posthorn.delivery.source.WarmUpCounts;
import org.posthorn.delivery.transport.ScriptedServer;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.testing.ManualClock;

/// Attempts from source addresses of the loopback network, at a server that sees who calls and as what.
class SourcesTest {
    private final ManualClock clock = new ManualClock(Instant.parse("2026-12-01T12:00:00Z"));
    private final TestAttempter world = new TestAttempter(clock);
    private final Map<String, Integer> counted = new HashMap<>();

    @AfterEach
    void close() {
        world.close();
    }

    private static String taking(String name, String sender) {
        return """
            S: 220 mx.example.net
            C: EHLO %s
            S: 250 mx.example.net
            C: MAIL FROM:<%s>
            S: 250 Ok
            C: RCPT TO:<bob@taker.example>
            S: 250 Ok
            C: DATA
            S: 354 Go ahead
            C: ...
            S: 250 2.0.0 Taken
            """.formatted(name, sender);
    }

    private Attempter attempter(ScriptedServer server) {
        var settings = Settings.of(
                        "sources.addresses=old=127.0.0.2 helo:old.example.com,"
                                + "new=127.0.0.3 helo:new.example.com warm-up:2026-12-01",
                        "sources.pools=bulk=new old",
                        "sources.senders=news.example.com=bulk",
                        "sources.warm-up=1")
                .get(SourceSettings.class);
        return world.at(server.port(), settings, new InMemory());
    }

    private static void taken(ScriptedServer server, Attempter attempter, String sender) throws InterruptedException {
        assertInstanceOf(
                AttemptOutcome.Delivered.class,
                TestAttempter.attempt(attempter, sender),
                () -> server.wrong().toString());
    }

    @Test
    void eachSenderIsSeenFromTheAddressAndUnderTheNameOfItsPool() throws InterruptedException {
        var news = "ann@news.example.com";
        try (var server = ScriptedServer.playing(
                taking("new.example.com", news),
                taking("old.example.com", news),
                taking("mail.example.com", "alice@example.com"))) {
            var attempter = attempter(server);
            for (var sender : List.of(news, news, "alice@example.com")) {
                taken(server, attempter, sender);
            }

            assertEquals(List.of("127.0.0.3", "127.0.0.2", "127.0.0.1"), server.clients());
            assertEquals(Map.of("2026-12-01 new", 1), counted);
        }
    }

    @Test
    void aSiteThatDoesNotLetTheNewSourceInGetsItsMailFromTheOldOne() throws InterruptedException {
        var news = "ann@news.example.com";
        var refusing = "S: 554 5.7.1 We do not know you";
        var old = taking("old.example.com", news) + "cut";
        try (var server = ScriptedServer.playing(refusing, old, old, refusing, old, taking("new.example.com", news))) {
            var attempter = attempter(server);

            taken(server, attempter, news);
            taken(server, attempter, news);
            assertEquals(List.of("127.0.0.3", "127.0.0.2", "127.0.0.2"), server.clients(), "the next is spared");

            clock.advance(Duration.ofSeconds(10));
            taken(server, attempter, news);
            assertEquals(List.of("127.0.0.3", "127.0.0.2"), server.clients().subList(3, 5), "one asks again");
            assertEquals(Map.of("2026-12-01 new", 0), counted);

            clock.advance(Duration.ofSeconds(20));
            taken(server, attempter, news);
            assertEquals("127.0.0.3", server.clients().getLast(), "it changed its mind");
            assertEquals(Map.of("2026-12-01 new", 1), counted);
        }
    }

    @Test
    void whatASiteSawFromTheNewSourceIsNotShownToItFromTheOldOne() throws InterruptedException {
        var busy = """
                S: 220 mx.example.net
                C: EHLO new.example.com
                S: 250 mx.example.net
                C: MAIL FROM:<ann@news.example.com>
                S: 450 4.7.1 Slow down
                """;
        try (var server = ScriptedServer.playing(busy)) {
            var outcome = TestAttempter.attempt(attempter(server), "ann@news.example.com");

            assertEquals(
                    "450 4.7.1 Slow down",
                    assertInstanceOf(AttemptOutcome.Deferred.class, outcome)
                            .facts()
                            .reply());
            assertEquals(List.of("127.0.0.3"), server.clients());
            assertEquals(Map.of("2026-12-01 new", 1), counted);
        }
    }

    @Test
    void anAttemptThatReachedNobodyIsNoneOfTheDaysShare() throws InterruptedException {
        try (var server = ScriptedServer.playing("S: 554 5.3.2 Not today")) {
            assertInstanceOf(
                    AttemptOutcome.Deferred.class, TestAttempter.attempt(attempter(server), "ann@news.example.com"));
        }

        assertEquals(Map.of("2026-12-01 new", 0), counted);
    }

    private final class InMemory implements WarmUpCounts {
        @Override
        public boolean take(LocalDate day, String source, String site, int most) {
            var key = day + " " + source;
            if (counted.getOrDefault(key, 0) >= most) {
                return false;
            }
            counted.merge(key, 1, Integer::sum);
            return true;
        }

        @Override
        public void giveBack(LocalDate day, String source, String site) {
            counted.merge(day + " " + source, -1, Integer::sum);
        }

        @Override
        public void forgetBefore(LocalDate day) {
            counted.keySet().removeIf(key -> key.compareTo(day.toString()) < 0);
        }
    }
}
