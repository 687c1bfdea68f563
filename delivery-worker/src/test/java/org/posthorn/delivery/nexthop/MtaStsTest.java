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
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.delivery.DeliveryDatabase;
import org.posthorn.delivery.transport.TlsFailure;
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
    private final List<String> fetched = new CopyOnWriteArrayList<>();
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
        var policy = policy(ZONE, FILE).orElseThrow();
        assertTrue(policy.allows("mx.a.example"));

        assertEquals(Optional.of(policy), policy(ZONE, ""));
        assertEquals(List.of("a.example"), fetched);
    }

    @Test
    void aPolicyHoldsUntilItsAgeIsOverWhateverTheDnsSays() {
        sts(ZONE, FILE).of("a.example");

        clock.advance(Duration.ofHours(23));
        assertTrue(policy("other.example A 192.0.2.1", "").isPresent(), "the record is gone");
        assertTrue(policy("_mta-sts.a.example FAIL", "").isPresent(), "the DNS is silent");
        clock.advance(Duration.ofHours(2));
        assertEquals(Optional.empty(), policy("_mta-sts.a.example FAIL", ""));
    }

    @Test
    void aNewIdBringsANewPolicyAndABadOneLeavesTheOld() {
        sts(ZONE, FILE).of("a.example");

        var renewed = "_mta-sts.a.example TXT \"v=STSv1; id=2;\"";
        assertTrue(policy(renewed, "garbage").isPresent());
        assertEquals(Optional.empty(), policy(renewed, FILE.replace("enforce", "none")));
    }

    @Test
    void aPolicyIsFetchedAgainEachDayAndOutlivesAServerThatIsAway() {
        var week = FILE.replace("86400", "604800");
        sts(ZONE, week).of("a.example");
        clock.advance(Duration.ofHours(23));
        sts(ZONE, week).of("a.example");
        assertEquals(1, fetched.size(), "within the day");

        clock.advance(Duration.ofHours(2));
        assertTrue(policy(ZONE, "").isPresent(), "its server is away");
        sts(ZONE, week).of("a.example");
        assertEquals(3, fetched.size());
        clock.advance(Duration.ofDays(6).plusHours(23));
        assertTrue(policy("_mta-sts.a.example FAIL", "").isPresent(), "its age began anew");
    }

    @Test
    void aPolicyThatCannotBeHadIsTroubleAndNoneThatIsThere() {
        var none = sts("other.example A 192.0.2.1", FILE).of("a.example");
        assertEquals(StsFinding.NONE, none, "no record, no policy");

        var invalid = sts(ZONE, "garbage").of("a.example");
        assertEquals(
                new StsFinding(
                        Optional.empty(),
                        Optional.of(new StsFinding.Trouble(
                                Optional.of(TlsFailure.STS_POLICY_INVALID), "The version is not STSv1"))),
                invalid);
        var silent = sts("_mta-sts.a.example FAIL", FILE).of("a.example").trouble();
        assertEquals(Optional.empty(), silent.orElseThrow().failure(), "perhaps there is no policy to be told of");

        sts(ZONE, FILE).of("a.example");
        clock.advance(Duration.ofHours(13));
        var old = sts(ZONE, "garbage").of("a.example");
        assertTrue(old.policy().isPresent() && old.trouble().isPresent(), "the old one holds, and the trouble is told");
    }

    @Test
    void aServerIsAskedOnceHoweverManyMessagesWaitForItAndAgainAfterFiveMinutes() {
        var messages = 50;
        var asking = new CountDownLatch(messages);
        var worker = sts(ZONE, domain -> {
            fetched.add(domain);
            await(asking);
            return new Fetched.Failed(TlsFailure.STS_POLICY_FETCH_ERROR, "away");
        });
        try (var many = Executors.newVirtualThreadPerTaskExecutor()) {
            for (var message = 0; message < messages; message++) {
                many.execute(() -> {
                    asking.countDown();
                    worker.of("a.example");
                });
            }
        }
        assertEquals(1, fetched.size());
        clock.advance(Duration.ofMinutes(5));
        worker.of("a.example");
        assertEquals(2, fetched.size());
    }

    @Test
    void twoRecordsAreNone() {
        assertEquals(Optional.empty(), policy(ZONE + "\n_mta-sts.a.example TXT \"v=STSv1; id=3;\"", FILE));
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
        answer(server, "/garbage", 200, "text/plain", "hello");
        answer(server, "/large", 200, "text/plain", FILE + "x".repeat(70_000));
        server.createContext("/moved", exchange -> {
            exchange.getResponseHeaders().add("Location", "/good");
            exchange.sendResponseHeaders(302, -1);
            exchange.close();
        });
        server.start();
        try (var client = new MtaStsClient(
                domain -> URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/" + domain))) {
            assertInstanceOf(Fetched.File.class, client.fetch("good"));
            for (var wrong : List.of("html", "garbage")) {
                assertEquals(
                        TlsFailure.STS_POLICY_INVALID,
                        failed(client.fetch(wrong)).failure(),
                        wrong);
            }
            for (var wrong : List.of("large", "moved", "absent")) {
                assertEquals(
                        TlsFailure.STS_POLICY_FETCH_ERROR,
                        failed(client.fetch(wrong)).failure(),
                        wrong);
            }
            server.stop(0);
            assertEquals(
                    new Fetched.Failed(TlsFailure.STS_POLICY_FETCH_ERROR, "mta-sts.good cannot be reached"),
                    client.fetch("good"));
        } finally {
            server.stop(0);
        }
    }

    @Test
    void withoutTheDatabaseAPolicyIsFetchedAllTheSame() {
        database.close();

        assertFalse(policy(ZONE, FILE).isEmpty());
    }

    private static Fetched.Failed failed(Fetched fetched) {
        return assertInstanceOf(Fetched.Failed.class, fetched);
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

    private Optional<MtaStsPolicy> policy(String zone, String file) {
        return sts(zone, file).of("a.example").policy();
    }

    /// A worker that has just started.
    private MtaSts sts(String zone, String file) {
        return sts(zone, domain -> {
            fetched.add(domain);
            return switch (MtaStsPolicy.parse(file)) {
                case Parsed.Ok<MtaStsPolicy>(var policy) -> new Fetched.File(policy);
                case Parsed.Malformed<MtaStsPolicy>(var reason) ->
                    new Fetched.Failed(TlsFailure.STS_POLICY_INVALID, reason);
            };
        });
    }

    private MtaSts sts(String zone, Function<String, Fetched> fetch) {
        return new MtaSts(ZoneResolver.of(zone), fetch, new MtaStsStore(database), clock);
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
