package org.posthorn.runtime.ledger;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.posthorn.events.AccountId;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.Origin;
import org.posthorn.events.Outcome;
import org.posthorn.events.Outcome.Attempt;
import org.posthorn.events.Outcome.Subject;
import org.posthorn.events.Purpose;
import org.posthorn.events.Route;
import org.posthorn.events.Verdict;

class LedgerTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final AccountId ALICE = new AccountId(1);
    private static final Route TO_ALICE = new Route.Local("alice", "alice@example.com", ALICE, Purpose.INBOX);
    private static final Route SENT = new Route.Local("alice@example.com", "alice@example.com", ALICE, Purpose.SENT);
    private static final Route TO_BOB = new Route.Remote("bob@sink1.test", "bob@sink1.test", "sink1.test");
    private static final Route TO_NOBODY = new Route.Unroutable("gone@example.com", "gone@example.com", "gone");

    private final Ledger ledger = new Ledger();
    private final Set<RouteKey> filed = new HashSet<>();
    private final Set<RouteKey> queued = new HashSet<>();
    private final MessageId id = MessageId.next(NOW);
    private long offset;

    @Test
    void aMessageWhoseRoutesAllEndedIsBalanced() {
        accept(id);
        ledger.judged(judged(id, TO_ALICE, TO_BOB, TO_NOBODY, SENT));
        deliver(id, TO_ALICE);
        file(id, TO_ALICE);
        deliver(id, TO_BOB);
        ledger.outcome(new Outcome.Bounced(subject(id, TO_NOBODY), NOW, attempt(), Optional.empty()));
        deliver(id, SENT);
        file(id, SENT);

        assertEquals(new LedgerReport(1, 4, 3, 1, 0, 0, 0, 0, 0, List.of()), verify(Backlog.NONE));
    }

    @Test
    void aMessageThatPolicyPassedOverIsMissing() {
        accept(id);

        assertEquals("NOT_JUDGED", kinds(new Backlog(Map.of(0, 1L), Set.of(), Set.of(), Set.of())));
    }

    @Test
    void aMessageThatPolicyHasStillToReadIsUnderWay() {
        accept(id);

        var report = verify(new Backlog(Map.of(0, 0L), Set.of(), Set.of(), Set.of()));

        assertTrue(report.balanced());
        assertEquals(1, report.underWay());
    }

    @Test
    void aMessageWhoseEvidenceIsLateIsUnderWay() {
        accept(id);

        assertEquals("", kinds(new Backlog(Map.of(0, 1L), Set.of(id), Set.of(), Set.of())));
    }

    @Test
    void aParkedMessageIsNamedAsSuchAndNotDrivenAgain() {
        accept(id);

        var report = verify(new Backlog(Map.of(0, 1L), Set.of(), Set.of(), Set.of(id)));

        assertEquals(
                List.of(Finding.Kind.PARKED),
                report.findings().stream().map(Finding::kind).toList());
        assertEquals(List.of(), Redrive.of(report.findings()));
    }

    @Test
    void aRowThatWasDeletedFromTheMailboxIsMissed() {
        accept(id);
        ledger.judged(judged(id, TO_ALICE));
        deliver(id, TO_ALICE);

        assertEquals("NOT_FILED alice@example.com", kinds(Backlog.NONE));
    }

    @Test
    void aDeliveryWithoutOutcomeIsMissedUnlessItIsUnderWay() {
        accept(id);
        ledger.judged(judged(id, TO_ALICE));

        var key = RouteKey.of(id, TO_ALICE);
        assertEquals("NO_OUTCOME alice@example.com", kinds(Backlog.NONE));
        assertEquals("", kinds(new Backlog(Map.of(), Set.of(), Set.of(key), Set.of())));
    }

    @Test
    void aFiledMessageWhoseOutcomeWasLostIsToBeTold() {
        accept(id);
        ledger.judged(judged(id, TO_ALICE));
        file(id, TO_ALICE);

        assertEquals("NOT_TOLD alice@example.com", kinds(Backlog.NONE));
    }

    @Test
    void aDeferredRecipientMustBeInTheQueue() {
        accept(id);
        ledger.judged(judged(id, TO_BOB));
        ledger.outcome(new Outcome.Deferred(subject(id, TO_BOB), NOW, attempt(), 1, NOW));

        assertEquals("NO_OUTCOME bob@sink1.test", kinds(Backlog.NONE));
        queued.add(RouteKey.of(id, TO_BOB));
        assertEquals("", kinds(Backlog.NONE));
        assertEquals(1, verify(Backlog.NONE).queued());
    }

    @Test
    void theFirstTerminalOutcomeWins() {
        accept(id);
        ledger.judged(judged(id, TO_BOB));
        deliver(id, TO_BOB);
        ledger.outcome(new Outcome.Bounced(subject(id, TO_BOB), NOW, attempt(), Optional.empty()));

        var report = verify(Backlog.NONE);

        assertEquals(1, report.delivered());
        assertEquals(0, report.bounced());
    }

    @Test
    void quarantinedMailWaitsWhereItIsSeen() {
        accept(id);
        ledger.judged(judged(id, TO_ALICE));
        ledger.outcome(new Outcome.Quarantined(subject(id, TO_ALICE), NOW, "virus", NOW));

        assertEquals(1, verify(Backlog.NONE).quarantined());
        assertEquals("", kinds(Backlog.NONE));
    }

    @Test
    void outcomesOfMessagesThatAreGoneFromTheLogSayNothing() {
        deliver(id, TO_ALICE);

        assertEquals(new LedgerReport(0, 0, 0, 0, 0, 0, 0, 0, 0, List.of()), verify(Backlog.NONE));
    }

    @Test
    void itsAnswerDoesNotDependOnWhichTopicIsReadFirst() {
        for (int seed = 0; seed < 200; seed++) {
            var random = new Random(seed);
            var mixed = new Ledger();
            var one = MessageId.next(NOW);
            var topics = new ArrayList<Deque<Runnable>>();
            topics.add(new ArrayDeque<>(List.<Runnable>of(() -> mixed.accepted(one, new Place(0, 7)))));
            topics.add(new ArrayDeque<>(List.<Runnable>of(
                    () -> mixed.judged(judged(one, TO_ALICE, TO_BOB)), () -> mixed.judged(judged(one, TO_BOB)))));
            topics.add(new ArrayDeque<>(List.<Runnable>of(
                    () -> mixed.outcome(delivered(one, TO_ALICE)),
                    () -> mixed.outcome(delivered(one, TO_ALICE)),
                    () -> mixed.outcome(new Outcome.Deferred(subject(one, TO_BOB), NOW, attempt(), 1, NOW)),
                    () -> mixed.outcome(delivered(one, TO_BOB)))));
            while (!topics.isEmpty()) {
                var topic = topics.get(random.nextInt(topics.size()));
                topic.remove().run();
                topics.removeIf(Deque::isEmpty);
            }

            var report = mixed.verify(stores(Set.of(RouteKey.of(one, TO_ALICE)), Set.of()), Backlog.NONE);

            assertEquals(new LedgerReport(1, 2, 2, 0, 0, 0, 0, 0, 0, List.of()), report, "seed " + seed);
        }
    }

    @Test
    void onlyTheMissingRoutesAreDrivenAgain() {
        accept(id);
        ledger.judged(judged(id, TO_ALICE, TO_BOB, SENT));
        deliver(id, TO_ALICE);
        file(id, TO_ALICE);

        var redrive = Redrive.of(verify(Backlog.NONE).findings()).getFirst();
        var again = redrive.of(acceptedMessage(new Origin.Web(ALICE, true, List.of())));

        assertEquals(new Place(0, 0), redrive.place());
        assertEquals(
                List.of("bob@sink1.test"),
                again.envelope().recipients().stream().map(r -> r.address()).toList());
        assertEquals(new Origin.Web(ALICE, true, List.of()), again.origin());
        assertEquals(id, again.messageId());
    }

    @Test
    void aSendersCopyThatIsThereIsNotFiledAgain() {
        accept(id);
        ledger.judged(judged(id, TO_BOB, SENT));
        deliver(id, SENT);
        file(id, SENT);

        var redrive = Redrive.of(verify(Backlog.NONE).findings()).getFirst();

        var again = redrive.of(acceptedMessage(new Origin.Web(ALICE, true, List.of())));
        assertEquals(new Origin.Web(ALICE, false, List.of()), again.origin());
    }

    @Test
    void aMessageThatWasNeverJudgedIsDrivenAgainWhole() {
        accept(id);
        var findings =
                verify(new Backlog(Map.of(0, 1L), Set.of(), Set.of(), Set.of())).findings();
        var original = acceptedMessage(new Origin.Mx());

        assertEquals(original, Redrive.of(findings).getFirst().of(original));
    }

    private void accept(MessageId message) {
        ledger.accepted(message, new Place(0, offset++));
    }

    private void deliver(MessageId message, Route route) {
        ledger.outcome(delivered(message, route));
    }

    private void file(MessageId message, Route route) {
        filed.add(RouteKey.of(message, route));
    }

    private LedgerReport verify(Backlog backlog) {
        return ledger.verify(stores(filed, queued), backlog);
    }

    private String kinds(Backlog backlog) {
        return verify(backlog).findings().stream()
                .map(f -> (f.kind() + " " + f.recipient().orElse("")).strip())
                .collect(Collectors.joining(", "));
    }

    private static Stores stores(Set<RouteKey> filed, Set<RouteKey> queued) {
        return new Stores() {
            @Override
            public Set<RouteKey> filed(Collection<LocalRoute> routes) {
                return routes.stream()
                        .map(LocalRoute::key)
                        .filter(filed::contains)
                        .collect(Collectors.toSet());
            }

            @Override
            public Set<RouteKey> queued(Collection<RouteKey> routes) {
                return routes.stream().filter(queued::contains).collect(Collectors.toSet());
            }
        };
    }

    private MessageAccepted acceptedMessage(Origin origin) {
        return new MessageAccepted(
                id,
                NOW,
                origin,
                Optional.empty(),
                MailEnvelope.of("alice@example.com", List.of("alice", "bob@sink1.test")),
                10);
    }

    private static MessageJudged judged(MessageId message, Route... routes) {
        return new MessageJudged(
                message,
                NOW,
                NOW,
                new Origin.Mx(),
                "",
                new Verdict.Deliver("for the test"),
                List.of(),
                List.of(routes),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty());
    }

    private static Outcome delivered(MessageId message, Route route) {
        return new Outcome.Delivered(
                subject(message, route), NOW, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static Subject subject(MessageId message, Route route) {
        return new Subject(message, route.recipient(), route.accepted(), route.purpose());
    }

    private static Attempt attempt() {
        return new Attempt(Optional.empty(), Optional.empty(), "no", "4.0.0");
    }
}
