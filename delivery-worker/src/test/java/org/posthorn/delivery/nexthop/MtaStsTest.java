package org.posthorn.delivery.nexthop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.URI;
import java.nio.file.Path;
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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.delivery.DeliveryDatabase;
import org.posthorn.delivery.transport.TlsFailure;
import org.posthorn.delivery.web.TlsWebServer;
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

    @TempDir
    Path directory;

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

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "200 | text/plain; charset=utf-8 | version: STSv1;mode: none;max_age: 1 | ''",
                "200 | text/plain | hello        | STS_POLICY_INVALID the policy cannot be read: The version is not STSv1",
                "200 | text/html  | hello        | STS_POLICY_INVALID the policy is not text/plain",
                "302 | text/plain | moved        | STS_POLICY_FETCH_ERROR the policy's server answered 302",
                "404 | text/plain | no such file | STS_POLICY_FETCH_ERROR the policy's server answered 404",
            })
    void onlyAPolicyInPlainTextAtItsPlaceIsOne(int status, String type, String text, String failure) {
        try (var server = new TlsWebServer(directory, "mta-sts.a.example")) {
            server.answers(status, type, text.replace(';', '\n'));

            assertEquals(failure, words(client(server).fetch("a.example")));
            assertEquals(List.of("GET /.well-known/mta-sts.txt mta-sts.a.example:" + server.port()), server.asked());
        }
    }

    @Test
    void aServerThatCannotShowWhoItIsHandsOutNothing() {
        try (var server = new TlsWebServer(directory, "mta-sts.b.example")) {
            server.answers(200, "text/plain", FILE);

            assertEquals(
                    "STS_WEBPKI_INVALID the certificate of mta-sts.a.example is not valid for it",
                    words(client(server).fetch("a.example")));
            assertEquals(List.of(), server.asked());
        }
    }

    private static MtaStsClient client(TlsWebServer server) {
        return new MtaStsClient(
                server.client("mta-sts.a.example A 127.0.0.1"),
                domain -> URI.create("https://mta-sts." + domain + ":" + server.port() + "/.well-known/mta-sts.txt"));
    }

    private static String words(Fetched fetched) {
        return switch (fetched) {
            case Fetched.File _ -> "";
            case Fetched.Failed(var failure, var reason) -> failure + " " + reason;
        };
    }

    @Test
    void withoutTheDatabaseAPolicyIsFetchedAllTheSame() {
        database.close();

        assertFalse(policy(ZONE, FILE).isEmpty());
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
