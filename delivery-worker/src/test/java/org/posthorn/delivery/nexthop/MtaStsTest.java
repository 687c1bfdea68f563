package org.posthorn.delivery.nexthop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.net.httpserver.HttpServer;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.delivery.DeliveryDatabase;
import org.posthorn.mail.Parsed;
import org.posthorn.mailauth.dns.ZoneResolver;
import org.posthorn.runtime.sql.Database;
import org.posthorn.testing.ManualClock;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

@WithBacking
class MtaStsTest {
    private static final String FILE = "version: STSv1\r\nmode: enforce\r\nmx: mx.a.example\r\nmax_age: 86400\r\n";
    private static final String ZONE = "_mta-sts.a.example TXT \"v=STSv1; id=1;\"";

    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));
    private final List<String> fetched = new ArrayList<>();
    private final Database database;

    MtaStsTest(TestDatabase test) {
        database = DeliveryDatabase.open(test);
    }

    @BeforeEach
    void forget() {
        database.update("DELETE FROM sts_policy");
    }

    @AfterEach
    void close() {
        database.close();
    }

    @Test
    void aPolicyIsFetchedOnceAndSharedByTheDatabase() {
        var policy = sts(ZONE, FILE).of("a.example").orElseThrow();
        assertTrue(policy.allows("mx.a.example"));

        assertEquals(Optional.of(policy), sts(ZONE, "").of("a.example"));
        assertEquals(List.of("a.example"), fetched);
    }

    @Test
    void aPolicyHoldsUntilItsAgeIsOverWhateverTheDnsSays() {
        sts(ZONE, FILE).of("a.example");

        clock.advance(Duration.ofHours(23));
        assertTrue(sts("other.example A 192.0.2.1", "").of("a.example").isPresent(), "the record is gone");
        assertTrue(sts("_mta-sts.a.example FAIL", "").of("a.example").isPresent(), "the DNS is silent");
        clock.advance(Duration.ofHours(2));
        assertEquals(Optional.empty(), sts("_mta-sts.a.example FAIL", "").of("a.example"));
    }

    @Test
    void aNewIdBringsANewPolicyAndABadOneLeavesTheOld() {
        sts(ZONE, FILE).of("a.example");

        var renewed = "_mta-sts.a.example TXT \"v=STSv1; id=2;\"";
        assertTrue(sts(renewed, "garbage").of("a.example").isPresent());
        assertEquals(
                Optional.empty(), sts(renewed, FILE.replace("enforce", "none")).of("a.example"));
    }

    @Test
    void aPolicyIsFetchedAgainEachDayAndOutlivesAServerThatIsAway() {
        var week = FILE.replace("86400", "604800");
        sts(ZONE, week).of("a.example");
        clock.advance(Duration.ofHours(23));
        sts(ZONE, week).of("a.example");
        assertEquals(1, fetched.size(), "within the day");

        clock.advance(Duration.ofHours(2));
        assertTrue(sts(ZONE, "").of("a.example").isPresent(), "its server is away");
        sts(ZONE, week).of("a.example");
        assertEquals(3, fetched.size());
        clock.advance(Duration.ofDays(6).plusHours(23));
        assertTrue(sts("_mta-sts.a.example FAIL", "").of("a.example").isPresent(), "its age began anew");
    }

    @Test
    void twoRecordsAreNone() {
        assertEquals(
                Optional.empty(),
                sts(ZONE + "\n_mta-sts.a.example TXT \"v=STSv1; id=3;\"", FILE).of("a.example"));
    }

    @ParameterizedTest
    @CsvSource({
        "mx.example.com,   true",
        "a.wild.example,   true",
        "a.b.wild.example, false",
        "wild.example,     false",
        "other.example,    false",
    })
    void aWildcardIsOneLabel(String host, boolean allowed) {
        var policy = MtaStsPolicy.parse(
                        "version: STSv1\nmode: testing\nmx: MX.example.com\nmx: *.wild.example\nmax_age: 1\n")
                .orElseThrow();
        assertEquals(allowed, policy.allows(host));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mode: enforce\nmx: a\nmax_age: 1",
                "version: STSv1\nmx: a\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmax_age: 1",
                "version: STSv1\nmode: enforce\nmx: a",
                "version: STSv1\nmode: enforce\nmx: a\nmax_age: -1",
                ""
            })
    void aFileWithoutAllItsPartsIsNoPolicy(String file) {
        assertInstanceOf(Parsed.Malformed.class, MtaStsPolicy.parse(file));
    }

    @Test
    void theFileIsFetchedFromOnePlaceWithLimits() throws Exception {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        answer(server, "/good", 200, "text/plain; charset=utf-8", FILE);
        answer(server, "/html", 200, "text/html", FILE);
        answer(server, "/large", 200, "text/plain", FILE + "x".repeat(70_000));
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", "/good");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
        try (var client = new MtaStsClient(
                domain -> URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + domain))) {
            assertInstanceOf(Parsed.Ok.class, client.fetch("good"));
            for (var wrong : List.of("html", "large", "moved", "absent")) {
                assertInstanceOf(Parsed.Malformed.class, client.fetch(wrong), wrong);
            }
            server.stop(0);
            assertEquals(
                    "mta-sts.good cannot be reached",
                    assertInstanceOf(Parsed.Malformed.class, client.fetch("good"))
                            .reason());
        } finally {
            server.stop(0);
        }
    }

    @Test
    void withoutTheDatabaseAPolicyIsFetchedAllTheSame() {
        database.close();

        assertFalse(sts(ZONE, FILE).of("a.example").isEmpty());
    }

    private static void answer(HttpServer server, String path, int status, String type, String text) {
        server.createContext(path, exchange -> {
            var octets = text.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().add("Content-Type", type);
            exchange.sendResponseHeaders(status, octets.length);
            exchange.getResponseBody().write(octets);
            exchange.close();
        });
    }

    /// A worker that has just started.
    private MtaSts sts(String zone, String file) {
        return new MtaSts(
                ZoneResolver.of(zone),
                domain -> {
                    fetched.add(domain);
                    return MtaStsPolicy.parse(file);
                },
                new MtaStsStore(database),
                clock);
    }
}
