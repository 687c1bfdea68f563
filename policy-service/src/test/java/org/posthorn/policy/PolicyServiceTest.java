package org.posthorn.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.testing.Eventually.eventually;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.AccountId;
import org.posthorn.events.Content;
import org.posthorn.events.EventCodec.Header;
import org.posthorn.events.LocalDelivery;
import org.posthorn.events.MessageId;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.Origin;
import org.posthorn.events.Outcome;
import org.posthorn.events.Purpose;
import org.posthorn.events.Route;
import org.posthorn.events.Topics;
import org.posthorn.events.Verdict;
import org.posthorn.events.api.CreditApi;
import org.posthorn.events.api.PolicyApi;
import org.posthorn.events.api.QuarantineApi;
import org.posthorn.mailauth.dkim.DkimResult;
import org.posthorn.runtime.content.ClaimStore;
import org.posthorn.runtime.http.ServiceError;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;
import org.slf4j.LoggerFactory;

@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyServiceTest {
    private static final AccountId ALICE = new AccountId(1);
    private static final AccountId BOB = new AccountId(2);
    private static final AccountId CAROL = new AccountId(3);
    private static final String LETTER = """
            From: Alice <alice@example.com>
            To: bob@example.com
            Message-ID: <one@example.com>
            Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=

            Hello
            """;

    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private final Path directory;
    private PolicyWorld world;

    PolicyServiceTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    void start(TestKafka kafka, TestDatabase database) {
        log.start();
        ((Logger) LoggerFactory.getLogger("org.posthorn.policy")).addAppender(log);
        world = new PolicyWorld(kafka, database, directory);
        nothingIsJudgedBeforeTheDirectoryIsKnown();
    }

    @AfterAll
    void stop() {
        world.close();
    }

    private void nothingIsJudgedBeforeTheDirectoryIsKnown() {
        var id = world.accept(new Origin.Mx(), "s@elsewhere.test", LETTER, "bob@example.com");
        eventually("the loop waits", () -> world.part("judging").detail().contains("The directory is not loaded yet"));

        world.publishDirectory();

        assertEquals(BOB, world.local(id, 1).getFirst().account());
    }

    @Test
    void aStrangersMailGoesToItsRecipients() {
        var id = world.accept(new Origin.Mx(), "s@elsewhere.test", LETTER, "team@example.com", "Bob+x@example.com");

        var judged = world.written(Topics.MAIL_JUDGED, 1, j -> j.messageId().equals(id))
                .getFirst()
                .event()
                .data();
        assertInstanceOf(Verdict.Deliver.class, judged.verdict());
        assertEquals(Optional.of("<one@example.com>"), judged.headerMessageId());
        assertEquals(Optional.of("Grüße"), judged.subject());
        assertEquals(Optional.of("alice@example.com"), judged.headerFrom());
        assertEquals(
                List.of(
                        new Route.Local("team@example.com", "alice@example.com", ALICE, Purpose.INBOX),
                        new Route.Local("team@example.com", "bob@example.com", BOB, Purpose.INBOX)),
                judged.routes());
        assertEquals(Set.of(ALICE, BOB), accounts(world.local(id, 2)));
    }

    @Test
    void whatOneOfUsSendsGoesToTheWorldSignedAndIntoSent() {
        generateKeys("example.com", "signing");
        var origin = new Origin.Web(ALICE, true, List.of("carol@sink2.test"));
        var id =
                world.accept(origin, "alice@example.com", LETTER, "bob@sink1.test", "x@sink1.test", "carol@sink2.test");

        var remotes = world.remote(id, 2);
        var sink1 = remotes.stream()
                .filter(r -> r.event().data().nextHopDomain().equals("sink1.test"))
                .findFirst()
                .orElseThrow();
        assertEquals(
                List.of("bob@sink1.test", "x@sink1.test"),
                sink1.event().data().recipients().stream().map(r -> r.address()).toList());
        assertEquals("sink1.test", sink1.key());
        var results = world.verify(sink1);
        assertEquals(
                List.of("rsa-sha256", "ed25519-sha256"),
                results.stream().map(DkimResult::algorithm).toList());
        assertTrue(results.stream().allMatch(DkimResult::passed), results.toString());

        var sent = world.local(id, 1).getFirst();
        assertEquals(Purpose.SENT, sent.purpose());
        assertEquals(Optional.of("Sent"), sent.folderHint());
        assertEquals("Bcc: carol@sink2.test\r\n", sent.prepend());
    }

    @Test
    void aStrangersMailIsNotSignedByUs() {
        generateKeys("example.com", "foreign");
        var id = world.accept(new Origin.Mx(), "alice@example.com", LETTER, "bob@sink3.test");

        var octets = world.octets(world.remote(id, 1).getFirst());

        assertTrue(octets.startsWith("From: Alice"), octets);
    }

    @Test
    void aForgedAuthorGoesToJunkWithTheReasonAndWithoutForgedResults() {
        var forged = "Authentication-Results: mail.example.com; dmarc=pass\nFrom: ceo@bank.example\n\nPay.\n";

        var id = world.acceptFrom("203.0.113.9", "x@stranger.example", forged, "bob@example.com");

        var filed = world.local(id, 1).getFirst();
        assertEquals(Optional.of("Junk"), filed.folderHint());
        assertTrue(filed.prepend().startsWith("X-Posthorn-Verdict: junk; Neither SPF nor DKIM"), filed.prepend());
        assertTrue(filed.prepend().contains("Authentication-Results: mail.example.com;\r\n"), filed.prepend());
        assertTrue(filed.prepend().contains("dmarc=fail (p=reject;"), filed.prepend());
        var content = world.written(Topics.DELIVERY_LOCAL, 1, d -> d.messageId().equals(id))
                .getFirst()
                .event()
                .content()
                .orElseThrow();
        assertEquals("From: ceo@bank.example\r\n\r\nPay.\r\n", new String(((Content.Inline) content).octets(), UTF_8));
    }

    @Test
    void aSilentDnsDelaysItsOwnMailOnlyAndLosesNothing() {
        var silent = world.acceptFrom(
                "203.0.113.9", "x@silent.example", "From: x@silent.example\n\nHi\n", "bob@example.com");
        var other = world.acceptFrom(
                "203.0.113.9", "y@stranger.example", "From: y@stranger.example\n\nHi\n", "bob@example.com");

        var waiting = world.written(Topics.MAIL_WAITING, 1, m -> m.messageId().equals(silent));
        var judgedOther = judged(other);
        var judgedSilent = judged(silent);

        assertTrue(waiting.getFirst().event().content().isPresent());
        assertTrue(judgedOther.judgedAt().isBefore(judgedSilent.judgedAt()));
        assertInstanceOf(Verdict.Deliver.class, judgedSilent.verdict());
        assertTrue(
                judgedSilent.evidence().stream()
                        .anyMatch(fact ->
                                fact.method().equals("dmarc") && fact.result().equals("temperror")),
                judgedSilent.evidence().toString());
        assertEquals(1, world.local(silent, 1).size());
    }

    private MessageJudged judged(MessageId id) {
        return world.written(Topics.MAIL_JUDGED, 1, j -> j.messageId().equals(id))
                .getFirst()
                .event()
                .data();
    }

    @Test
    void forwardedMailGoesUnderOurReversePathAndItsBounceComesBack() {
        var id = world.acceptFrom(
                "203.0.113.9", "y@stranger.example", "From: y@stranger.example\n\nHi\n", "away@example.com");
        var forwarded = world.written(
                        Topics.DELIVERY_REMOTE, 1, d -> d.messageId().equals(id))
                .getFirst()
                .event()
                .data();
        var reversePath = forwarded.envelope().reversePath();
        assertTrue(reversePath.matches("SRS0=.*=stranger\\.example=y@example\\.com"), reversePath);
        assertEquals(
                "carol@elsewhere.example", forwarded.recipients().getFirst().address());

        var bounce = world.acceptFrom("198.51.100.7", "", "From: <>\n\nIt failed.\n", reversePath);

        var returned = world.written(
                        Topics.DELIVERY_REMOTE, 1, d -> d.messageId().equals(bounce))
                .getFirst()
                .event()
                .data();
        assertEquals("", returned.envelope().reversePath());
        assertEquals("y@stranger.example", returned.recipients().getFirst().address());
    }

    @Test
    void anAddressThatWentAwayIsReportedToOurSubmitterOnly() {
        var origin = new Origin.Submission(ALICE, false, List.of());
        var ours = world.accept(origin, "alice@example.com", LETTER, "gone@example.com");
        var theirs = world.accept(new Origin.Mx(), "s@elsewhere.test", LETTER, "gone@example.com");

        var bounced = (Outcome.Bounced) world.outcome(ours);
        assertEquals("550 5.1.1 User not found", bounced.attempt().reply());
        var report = world.written(
                        Topics.MAIL_ACCEPTED, 1, m -> Optional.of(m.messageId()).equals(bounced.notified()))
                .getFirst();
        assertEquals("", report.event().data().envelope().reversePath());
        assertEquals(
                "alice@example.com",
                report.event().data().envelope().recipients().getFirst().address());
        assertTrue(world.octets(report).contains("Status: 5.1.1"), world.octets(report));
        assertEquals(
                ALICE,
                world.local(bounced.notified().orElseThrow(), 1).getFirst().account());
        assertEquals(Optional.empty(), ((Outcome.Bounced) world.outcome(theirs)).notified());
    }

    @Test
    void whatAUserSendsIntoTheWorldIsChargedAndPaidOnceItArrived() {
        var before = balance("bob@example.com");
        var id = world.accept(
                new Origin.Submission(BOB, false, List.of()),
                "bob@example.com",
                LETTER,
                "x@sink7.test",
                "alice@example.com");
        var judged = world.written(Topics.MAIL_JUDGED, 1, j -> j.messageId().equals(id))
                .getFirst()
                .event()
                .data();
        assertEquals(4, judged.charge().orElseThrow().credits());
        assertEquals(before.available() - 4, balance("bob@example.com").available());
        assertEquals(before.reserved() + 4, balance("bob@example.com").reserved());

        var subject = new Outcome.Subject(id, "x@sink7.test", "x@sink7.test", Purpose.INBOX);
        world.publish(
                new Outcome.Delivered(subject, PolicyWorld.NOW, Optional.empty(), Optional.empty(), Optional.empty()));

        eventually("it is paid", () -> balance("bob@example.com").reserved() == before.reserved());
        assertEquals(before.available() - 4, balance("bob@example.com").available());
        var verified = world.client().get("/internal/v1/credits/verification", CreditApi.Verification.class);
        assertEquals(List.of(), verified.problems());
    }

    @Test
    void whoHasSpentHisCreditsMeanwhileGetsHisMailBackInOneReport() {
        long left = balance("carol@example.com").available();
        world.client()
                .post(
                        "/internal/v1/credits/accounts/carol@example.com/adjust",
                        new CreditApi.Order(1 - left, "for the test", "a test", "spent"),
                        CreditApi.Balance.class);
        var origin = new Origin.Submission(CAROL, false, List.of());
        var id = world.accept(origin, "carol@example.com", LETTER, "x@sink8.test", "y@sink8.test", "alice@example.com");

        var bounced = world.written(
                Topics.DELIVERY_OUTCOME, 2, o -> o.subject().messageId().equals(id));
        var reports = new HashSet<Optional<MessageId>>();
        for (var outcome : bounced) {
            var one = assertInstanceOf(Outcome.Bounced.class, outcome.event().data());
            assertEquals(
                    "550 5.7.0 Insufficient credits: 4 needed, 1 left",
                    one.attempt().reply());
            reports.add(one.notified());
        }
        assertEquals(1, reports.size());
        var report = reports.iterator().next().orElseThrow();
        var octets = world.octets(
                world.written(Topics.MAIL_ACCEPTED, 1, m -> m.messageId().equals(report))
                        .getFirst());
        assertTrue(octets.contains("Status: 5.7.0"), octets);
        assertTrue(octets.contains("Insufficient credits: 4 needed, 1 left"), octets);
        assertEquals(ALICE, world.local(id, 1).getFirst().account());
        assertEquals(1, balance("carol@example.com").available());
    }

    @Test
    void whatIsHeldIsReleasedOnceAndForOneAccountOnly() {
        var id = world.accept(new Origin.Mx(), "s@elsewhere.test", PolicyWorld.GTUBE, "team@example.com");
        var held = world.written(
                Topics.DELIVERY_OUTCOME, 2, o -> o.subject().messageId().equals(id));
        assertInstanceOf(Outcome.Quarantined.class, held.getFirst().event().data());
        var bobs = "?account=2";
        eventually(
                "bob sees it",
                () -> world.held(bobs).stream().anyMatch(one -> one.message().equals(id)));
        var shown = world.client().get(PolicyWorld.QUARANTINE + "/" + id + "?account=2", QuarantineApi.Detail.class);
        assertEquals(List.of("bob@example.com"), shown.held().recipients());
        assertTrue(shown.text().contains("GTUBE"), shown.text());

        var order = new QuarantineApi.Order(Optional.of(BOB), "bob@example.com");
        assertEquals(1, world.change(id, "release", order));
        assertEquals(0, world.change(id, "release", order));
        assertEquals(0, world.change(id, "delete", order));

        assertEquals(BOB, world.local(id, 1).getFirst().account());
        assertTrue(world.held(bobs).stream().noneMatch(one -> one.message().equals(id)));
        assertEquals(1, world.change(id, "delete", new QuarantineApi.Order(Optional.empty(), "an admin")));
        var ended = world.written(
                        Topics.DELIVERY_OUTCOME, 3, o -> o.subject().messageId().equals(id))
                .getLast();
        var discarded = assertInstanceOf(Outcome.Discarded.class, ended.event().data());
        assertEquals("alice@example.com", discarded.subject().recipient());
        assertEquals("an admin", discarded.by());
        assertEquals(
                1,
                world.writtenNow(Topics.DELIVERY_LOCAL, d -> d.messageId().equals(id))
                        .size());
    }

    private CreditApi.Balance balance(String account) {
        return world.client().get("/internal/v1/credits/accounts/" + account, CreditApi.Balance.class);
    }

    @Test
    void aMessageThatIsLargeForItsManyRoutesIsClaimedOnce() {
        var body = "0123456789abcdef\n".repeat(45_000);
        var id = world.accept(new Origin.Mx(), "s@elsewhere.test", LETTER + body, "team@example.com");

        var deliveries =
                world.written(Topics.DELIVERY_LOCAL, 2, d -> d.messageId().equals(id));

        var references = deliveries.stream()
                .map(d -> assertInstanceOf(
                        Content.Claimed.class, d.event().content().orElseThrow()))
                .collect(Collectors.toSet());
        assertEquals(1, references.size());
        var claimed = references.iterator().next();
        var octets = new String(world.service().bean(ClaimStore.class).octets(claimed), UTF_8);
        assertEquals((LETTER + body).replace("\n", "\r\n"), octets);
    }

    @Test
    void aLargeMessageIsSignedOnItsWay() {
        generateKeys("example.com", "large");
        var body = "0123456789abcdef\n".repeat(70_000);
        var id = world.accept(
                new Origin.Web(ALICE, false, List.of()), "alice@example.com", LETTER + body, "a@sink4.test");

        var results = world.verify(world.remote(id, 1).getFirst());

        assertEquals(2, results.size());
        assertTrue(results.stream().allMatch(DkimResult::passed), results.toString());
    }

    @Test
    void aRestartInTheMiddleDoublesNothing() {
        var ids = new ArrayList<MessageId>();
        var sends = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < 400; i++) {
            var id = MessageId.next(PolicyWorld.NOW);
            ids.add(id);
            sends.add(world.begin(id, new Origin.Mx(), "s@elsewhere.test", LETTER, "bob@example.com", "c@sink5.test"));
        }
        Publisher.await(sends);
        var all = new HashSet<>(ids);
        world.written(Topics.MAIL_JUDGED, 1, j -> all.contains(j.messageId()));
        world.restart();

        world.written(Topics.DELIVERY_LOCAL, 400, d -> all.contains(d.messageId()));
        world.written(Topics.DELIVERY_REMOTE, 400, d -> all.contains(d.messageId()));
        var last = world.accept(new Origin.Mx(), "s@elsewhere.test", LETTER, "bob@example.com", "c@sink5.test");
        world.remote(last, 1);
        world.local(last, 1);
        assertEquals(
                400,
                world.writtenNow(Topics.DELIVERY_LOCAL, d -> all.contains(d.messageId()))
                        .size());
        assertEquals(
                400,
                world.writtenNow(Topics.DELIVERY_REMOTE, d -> all.contains(d.messageId()))
                        .size());
        assertEquals(
                400,
                world.writtenNow(Topics.MAIL_JUDGED, d -> all.contains(d.messageId()))
                        .size());
    }

    @Test
    void aPoisonousRecordIsParkedAndTheRestGoesOn() {
        var headers = List.of(new Header("ce_type", "org.posthorn.nonsense.v9".getBytes(UTF_8)));
        Publisher.await(
                List.of(world.publisher().send(Topics.MAIL_ACCEPTED.name(), "poison", headers, "x".getBytes(UTF_8))));
        var id = world.accept(new Origin.Mx(), "s@elsewhere.test", LETTER, "bob@example.com");

        assertEquals(1, world.local(id, 1).size());
        eventually(
                "it is counted as parked", () -> !world.part("judging").detail().contains(", 0 parked"));
    }

    @Test
    void keysAreMadeShownReplacedAndTakenAway() {
        var keys = generateKeys("example.net", "first");

        assertEquals(
                List.of("rsa", "ed25519"),
                keys.stream().map(PolicyApi.DkimKey::algorithm).toList());
        assertEquals("first._domainkey.example.net", keys.getFirst().recordName());
        assertTrue(keys.getFirst().recordValue().startsWith("v=DKIM1; k=rsa; p="), keys.toString());
        assertEquals("first-ed25519", keys.getLast().selector());

        var taken = assertThrows(
                ServiceError.Refused.class,
                () -> world.client()
                        .post(
                                "/internal/v1/dkim",
                                new PolicyApi.NewDkimKey("example.net", "first", List.of("rsa"), false)));
        assertEquals(409, taken.status());

        var second = generateKeys("example.net", "second");
        assertTrue(second.stream().allMatch(PolicyApi.DkimKey::active));
        var shown = world.client().get("/internal/v1/dkim?domain=example.net", PolicyWorld.KEYS);
        assertEquals(4, shown.size());
        assertEquals(2, shown.stream().filter(PolicyApi.DkimKey::active).count());

        world.client().delete("/internal/v1/dkim/example.net/second");
        world.client().delete("/internal/v1/dkim/example.net/second-ed25519");
        assertEquals(
                2,
                world.client()
                        .get("/internal/v1/dkim?domain=example.net", PolicyWorld.KEYS)
                        .size());
        assertThrows(ServiceError.Refused.class, () -> world.client().delete("/internal/v1/dkim/example.net/second"));
    }

    @Test
    void theLogSaysThatSigningIsDisabledAndWhyUntilThereIsAKey() {
        var lines = log.list.stream().map(ILoggingEvent::getFormattedMessage).toList();

        var expected = "mail: DKIM signing disabled: DKIM private key not found at " + directory.resolve("dkim.key");
        assertTrue(lines.contains(expected), lines.toString());
    }

    @Test
    void theWholePolicyIsPublishedAtTheStart() {
        eventually("published", () -> world.part("policy").well());
    }

    private List<PolicyApi.DkimKey> generateKeys(String domain, String selector) {
        var wanted = new PolicyApi.NewDkimKey(domain, selector, List.of(), true);
        return List.of(world.client().post("/internal/v1/dkim", wanted, PolicyApi.DkimKey[].class));
    }

    private static Set<AccountId> accounts(List<LocalDelivery> deliveries) {
        return deliveries.stream().map(LocalDelivery::account).collect(Collectors.toSet());
    }
}
