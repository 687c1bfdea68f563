package org.posthorn.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.testing.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.AccountId;
import org.posthorn.events.Content;
import org.posthorn.events.LocalDelivery;
import org.posthorn.events.MessageId;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.Origin;
import org.posthorn.events.Topics;
import org.posthorn.events.Verdict;
import org.posthorn.events.api.QuarantineApi;
import org.posthorn.policy.extension.ExampleJar;
import org.posthorn.runtime.content.ClaimStore;
import org.posthorn.runtime.content.MissingClaim;
import org.posthorn.runtime.content.PostgresClaimStore;
import org.posthorn.runtime.http.ServiceError;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.testing.StubScanners;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

/// What lasts longer than a moment: a name server that is silent while mail comes in, a message that is held for
/// longer than its octets are kept, and extensions in the middle of it. One running service.
@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PolicyUnderTroubleTest {
    private static final AccountId ALICE = new AccountId(1);
    private static final AccountId BOB = new AccountId(2);
    private static final int SILENT = 200;
    private static final int OTHERS = 50;

    private final Path directory;
    private PolicyWorld world;
    private StubScanners scanners;

    PolicyUnderTroubleTest(@TempDir Path directory) {
        this.directory = directory;
    }

    @BeforeAll
    void start(TestKafka kafka, TestDatabase database) throws IOException {
        var extensions = directory.resolve("extensions");
        ExampleJar.put(extensions, """
                <processor state="root">
                  <mailet match="org.example.mailets.SubjectContains=contract" class="org.example.mailets.Journal">
                    <to>alice@example.com</to>
                  </mailet>
                </processor>
                """);
        scanners = new StubScanners();
        var settings = new ArrayList<>(List.of(scanners.settings()));
        settings.add("evidence.longest-wait=10m");
        settings.add("extensions.directory=" + extensions);
        world = new PolicyWorld(kafka, database, directory, settings.toArray(String[]::new));
        world.publishDirectory();
    }

    @AfterAll
    void stop() {
        world.close();
        scanners.close();
    }

    /// However long the outage lasts: it ends when the test says so, far from the longest wait.
    @Test
    void aNameServerThatIsSilentUnderLoadDelaysItsOwnMailLosesNothingAndStallsNobodyElse() {
        var late = new ArrayList<MessageId>();
        var prompt = new ArrayList<MessageId>();
        var sends = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < SILENT + OTHERS; i++) {
            boolean other = i % (SILENT / OTHERS + 1) == SILENT / OTHERS;
            var id = MessageId.next(PolicyWorld.NOW);
            (other ? prompt : late).add(id);
            sends.add(world.beginFrom(id, other ? "x@stranger.example" : "x@silent.example", "bob@example.com"));
        }
        Publisher.await(sends);

        var prompts = Set.copyOf(prompt);
        var lates = Set.copyOf(late);
        world.written(Topics.DELIVERY_LOCAL, OTHERS, of(prompts));
        eventually("all that owe an answer wait apart", () -> lates.equals(waiting(lates)));
        assertEquals(List.of(), world.writtenNow(Topics.MAIL_JUDGED, j -> lates.contains(j.messageId())));

        world.dns().answerAll();
        world.written(Topics.DELIVERY_LOCAL, SILENT, of(lates));
        var judged = world.written(Topics.MAIL_JUDGED, SILENT, j -> lates.contains(j.messageId()));
        assertTrue(judged.stream().map(j -> j.event().data()).allMatch(PolicyUnderTroubleTest::isSure));

        var last =
                world.accept(new Origin.Mx(), "s@elsewhere.test", "From: s@elsewhere.test\n\n.\n", "bob@example.com");
        world.local(last, 1);
        assertEquals(SILENT, world.writtenNow(Topics.DELIVERY_LOCAL, of(lates)).size(), "each once");
        assertEquals(
                OTHERS, world.writtenNow(Topics.DELIVERY_LOCAL, of(prompts)).size(), "each once");
    }

    private static Predicate<LocalDelivery> of(Set<MessageId> ids) {
        return delivery -> ids.contains(delivery.messageId());
    }

    private Set<MessageId> waiting(Set<MessageId> ids) {
        return world.writtenNow(Topics.MAIL_WAITING, m -> ids.contains(m.messageId())).stream()
                .map(m -> m.event().data().messageId())
                .collect(Collectors.toCollection(HashSet::new));
    }

    private static boolean isSure(MessageJudged judged) {
        return judged.verdict() instanceof Verdict.Deliver
                && judged.evidence().stream().noneMatch(fact -> fact.result().equals("temperror"));
    }

    /// The books delete the octets of settled messages from the claim store after the keep time of the log, which is
    /// shorter than that of the quarantine.
    @Test
    void aLargeHeldMessageOutlivesItsClaim() {
        var letter = PolicyWorld.GTUBE + "0123456789abcdef\n".repeat(70_000);
        var id = world.accept(new Origin.Mx(), "s@elsewhere.test", letter, "bob@example.com");
        eventually(
                "it is held",
                () -> world.held("").stream().anyMatch(held -> held.message().equals(id)));
        var accepted = assertInstanceOf(
                Content.Claimed.class,
                world.written(Topics.MAIL_ACCEPTED, 1, m -> m.messageId().equals(id))
                        .getFirst()
                        .event()
                        .content()
                        .orElseThrow());
        var claims = (PostgresClaimStore) world.service().bean(ClaimStore.class);
        claims.delete(List.of(id));
        assertThrows(MissingClaim.class, () -> claims.octets(accepted));

        assertEquals(1, world.change(id, "release", new QuarantineApi.Order(Optional.empty(), "an admin")));

        var delivery = world.written(
                        Topics.DELIVERY_LOCAL, 1, d -> d.messageId().equals(id))
                .getFirst();
        assertEquals(letter.replace("\n", "\r\n"), world.octets(delivery));
    }

    @Test
    void whatMayBeSpamIsFiledAsJunkWithTheScannersScoreAndNobodyElses() {
        var letter = """
                X-Spam-Score: -99
                From: s@elsewhere.test
                Rspamd: {"score": 7.5, "required_score": 15, "action": "add header", "symbols": {"BAD": {"score": 7.5}}}

                Buy.
                """;
        var id = world.accept(new Origin.Mx(), "s@elsewhere.test", letter, "bob@example.com");

        var filed = world.local(id, 1).getFirst();
        assertEquals(Optional.of("Junk"), filed.folderHint());
        assertEquals("""
                X-Posthorn-Verdict: junk; Rspamd gives it 7.50 of 15.00 (add header): BAD 7.50.
                X-Spam-Score: 7.50
                X-Spam-Report: 7.50 of 15.00 (add header): BAD 7.50
                """, unfolded(filed.prepend()));
        var octets = world.octets(
                world.written(Topics.DELIVERY_LOCAL, 1, d -> d.messageId().equals(id))
                        .getFirst());
        assertFalse(octets.contains("-99"), octets);
    }

    private static String unfolded(String fields) {
        return fields.replace("\r\n ", " ").replace("\r\n", "\n");
    }

    @Test
    void aVirusIsHeldAlsoOnItsWayOut() {
        var letter = "From: bob@example.com\nClamd: stream: Worm.Test FOUND\n\nLook.\n";
        var id = world.accept(
                new Origin.Submission(BOB, true, List.of()), "bob@example.com", letter, "somebody@elsewhere.example");

        var held = eventually(
                "it is held",
                () -> world.held("").stream()
                        .filter(one -> one.message().equals(id))
                        .toList(),
                found -> !found.isEmpty());
        assertEquals("ClamAV finds Worm.Test.", held.getFirst().reason());
        assertEquals(
                List.of(),
                world.writtenNow(Topics.DELIVERY_REMOTE, d -> d.messageId().equals(id)));
    }

    @Test
    void whoGotAVirusDoesNotLetItGo() {
        var letter = "From: s@elsewhere.test\nClamd: stream: Worm.Other FOUND\n\nLook.\n";
        var id = world.accept(new Origin.Mx(), "s@elsewhere.test", letter, "bob@example.com");
        var bobs = "?account=" + BOB;
        eventually(
                "bob sees it",
                () -> world.held(bobs).stream().anyMatch(held -> held.message().equals(id) && held.dangerous()));

        var refused = assertThrows(
                ServiceError.Refused.class,
                () -> world.change(id, "release", new QuarantineApi.Order(Optional.of(BOB), "bob@example.com")));

        assertEquals(403, refused.status());
        assertEquals("It may do harm: only an administrator lets it go.", refused.getMessage());
        assertEquals(1, world.change(id, "release", new QuarantineApi.Order(Optional.empty(), "an admin")));
    }

    @Test
    void aScannerThatIsAwayDelaysWhatItIsAskedAboutAndIsThenAsked() {
        scanners.away(true);
        var id = world.accept(new Origin.Mx(), "s@elsewhere.test", "From: s@elsewhere.test\n\n.\n", "bob@example.com");
        eventually("it waits", () -> waiting(Set.of(id)).equals(Set.of(id)));
        assertEquals(
                List.of(),
                world.writtenNow(Topics.MAIL_JUDGED, j -> j.messageId().equals(id)));

        scanners.away(false);

        world.local(id, 1);
        var judged = world.written(Topics.MAIL_JUDGED, 1, j -> j.messageId().equals(id))
                .getFirst()
                .event()
                .data();
        assertTrue(
                judged.evidence().stream()
                        .anyMatch(fact ->
                                fact.method().equals("rspamd") && fact.result().equals("pass")),
                judged.toString());
    }

    @Test
    void aMailetChangesWhatIsFiledAndForWhomAndTheVerdictSaysSo() {
        var letter = "From: s@elsewhere.test\nSubject: The Contract\n\nAs  agreed.\n";
        var id = world.accept(new Origin.Mx(), "s@elsewhere.test", letter, "bob@example.com");
        var other = world.accept(
                new Origin.Mx(), "s@elsewhere.test", letter.replace("Contract", "Invoice"), "bob@example.com");

        var filed = world.written(Topics.DELIVERY_LOCAL, 2, of(Set.of(id)));
        assertEquals(
                Set.of(ALICE, BOB),
                filed.stream().map(d -> d.event().data().account()).collect(Collectors.toSet()));
        for (var delivery : filed) {
            var octets = ((Content.Inline) delivery.event().content().orElseThrow()).octets();
            assertEquals(
                    letter.replace("Contract\n", "Contract\nX-Journal: kept\n").replace("\n", "\r\n"),
                    new String(octets, UTF_8));
        }
        var facts = judged(id).evidence();
        assertTrue(
                facts.stream()
                        .anyMatch(fact -> fact.method().equals("extension")
                                && fact.detail().startsWith("The content was changed; 2 recipients")),
                facts.toString());
        assertEquals(BOB, world.local(other, 1).getFirst().account());
    }

    private MessageJudged judged(MessageId id) {
        return world.written(Topics.MAIL_JUDGED, 1, j -> j.messageId().equals(id))
                .getFirst()
                .event()
                .data();
    }
}
