package org.posthorn.allinone.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.posthorn.allinone.prove.Facts.Charge;
import org.posthorn.events.MessageId;
import org.posthorn.events.Outcome;
import org.posthorn.events.Purpose;

/// One world in which all is well, broken in one place at a time.
class VerdictTest {
    private static final Leg LOCAL = new Leg("n1", "u1@prove.test");
    private static final Leg REMOTE = new Leg("n2", "ok-n2@r1.remote.test");
    private static final Leg FAILED = new Leg("n3", "no-n3@r1.remote.test");
    private static final Outcome.Attempt REPLY =
            new Outcome.Attempt(Optional.empty(), Optional.empty(), "a reply", "0.0.0");

    /// Facts that a test may change.
    static final class World {
        final Map<String, Set<String>> messages =
                new HashMap<>(Map.of("n1", Set.of("A"), "n2", Set.of("B"), "n3", Set.of("C")));
        final Map<Leg, Told> told = new HashMap<>();
        final Map<Leg, Integer> mailboxes = new HashMap<>(Map.of(LOCAL, 1));
        final Map<Leg, Integer> sinks = new HashMap<>(Map.of(REMOTE, 1));
        final Map<String, Charge> charges = new HashMap<>(Map.of("n2", new Charge(1, -4), "n3", new Charge(1, 0)));
        Set<Leg> waiting = Set.of();
        List<String> credit = List.of();
        int ledger;
        boolean answered = true;

        World() {
            told.put(LOCAL, Told.of(delivered(LOCAL, 1)));
            told.put(REMOTE, Told.of(delivered(REMOTE, 1)));
            told.put(FAILED, Told.of(bounced(FAILED)));
        }

        List<Verdict.Promise> broken() {
            var tries = List.of(
                    new Try("n1", List.of(LOCAL.recipient()), List.of(), false, answered),
                    new Try("n2", List.of(), List.of(REMOTE.recipient()), true, answered),
                    new Try("n3", List.of(), List.of(FAILED.recipient()), true, answered));
            var facts = new Facts(tries, messages, told, waiting, mailboxes, sinks, charges, credit, 0).with(ledger);
            return Verdict.of(facts).promises().stream()
                    .filter(promise -> !promise.kept())
                    .toList();
        }
    }

    static Stream<Arguments> breaches() {
        return Stream.of(
                breach("n1 was answered 250 and is not in the log", world -> world.messages.remove("n1")),
                breach("n1 is in the log as 2 messages", world -> world.messages.put("n1", Set.of("A", "Z"))),
                breach(
                        "n2 to ok-n2@r1.remote.test has no outcome and waits nowhere",
                        world -> world.told.remove(REMOTE)),
                breach(
                        "n2 to ok-n2@r1.remote.test has 2 terminal outcomes, in doubt 0",
                        world -> world.told.put(REMOTE, Told.of(delivered(REMOTE, 1), delivered(REMOTE, 2)))),
                breach("n1 to u1@prove.test is not in the mailbox", world -> world.mailboxes.clear()),
                breach("n1 to u1@prove.test is in the mailbox 2 times", world -> world.mailboxes.put(LOCAL, 2)),
                breach(
                        "n9 to u1@prove.test is in a mailbox and nobody sent it there",
                        world -> world.mailboxes.put(new Leg("n9", LOCAL.recipient()), 1)),
                breach(
                        "n2 to ok-n2@r1.remote.test is called delivered and no remote server has it",
                        world -> world.sinks.clear()),
                breach(
                        "n3 to no-n3@r1.remote.test is called failed and a remote server has it",
                        world -> world.sinks.put(FAILED, 1)),
                breach(
                        "n9 to ok-n9@r1.remote.test is at a remote server and nobody sent it there",
                        world -> world.sinks.put(new Leg("n9", "ok-n9@r1.remote.test"), 1)),
                breach("n2 to ok-n2@r1.remote.test was taken 2 times, in doubt 0", world -> world.sinks.put(REMOTE, 2)),
                breach("n2 was charged 2 times", world -> world.charges.put("n2", new Charge(2, -8))),
                breach("n2 was charged 0 times", world -> world.charges.remove("n2")),
                breach("n3 cost 4 credits, should have 0", world -> world.charges.put("n3", new Charge(1, -4))),
                breach(
                        "n1 cost 4 credits and should cost nothing",
                        world -> world.charges.put("n1", new Charge(1, -4))),
                breach("a balance is wrong", world -> world.credit = List.of("a balance is wrong")),
                breach("mailctl ledger verify ended with 1", world -> world.ledger = 1));
    }

    @ParameterizedTest
    @MethodSource("breaches")
    void eachBreachBreaksOnePromise(String sentence, Consumer<World> breach) {
        var world = new World();
        breach.accept(world);

        var sentences = world.broken().stream()
                .flatMap(promise -> promise.broken().stream())
                .toList();

        assertEquals(List.of(sentence), sentences);
    }

    @Test
    void aWorldInWhichAllIsWellBreaksNone() {
        assertEquals(List.of(), new World().broken());
    }

    @Test
    void whatWaitsInTheQueueIsNotLost() {
        var world = new World();
        world.told.remove(REMOTE);
        world.sinks.clear();
        world.waiting = Set.of(REMOTE);

        assertEquals(List.of(), world.broken());
    }

    @Test
    void aDoubtExplainsOneFurtherCopyAndOneFurtherOutcome() {
        var world = new World();
        world.sinks.put(REMOTE, 2);
        world.told.put(REMOTE, Told.of(inDoubt(REMOTE), delivered(REMOTE, 1), delivered(REMOTE, 2)));
        assertEquals(List.of(), world.broken());

        world.sinks.put(REMOTE, 3);
        assertEquals(1, world.broken().size());
    }

    @Test
    void theSameEventPublishedTwiceIsOneOutcome() {
        var world = new World();
        world.told.put(LOCAL, Told.of(delivered(LOCAL, 1), delivered(LOCAL, 1)));

        assertEquals(List.of(), world.broken());
    }

    @Test
    void aTryWithoutAnAnswerMayArriveOrNot() {
        var world = new World();
        world.answered = false;
        assertEquals(List.of(), world.broken());

        world.messages.clear();
        world.told.clear();
        world.mailboxes.clear();
        world.sinks.clear();
        world.charges.clear();
        assertTrue(world.broken().isEmpty());
    }

    private static Arguments breach(String sentence, Consumer<World> breach) {
        return Arguments.of(sentence, breach);
    }

    private static Outcome delivered(Leg leg, int second) {
        return new Outcome.Delivered(
                subject(leg), Instant.ofEpochSecond(second), Optional.empty(), Optional.empty(), Optional.of(REPLY));
    }

    private static Outcome bounced(Leg leg) {
        return new Outcome.Bounced(subject(leg), Instant.EPOCH, REPLY, Optional.empty());
    }

    private static Outcome inDoubt(Leg leg) {
        return new Outcome.InDoubt(subject(leg), Instant.EPOCH, REPLY, "retry");
    }

    private static Outcome.Subject subject(Leg leg) {
        return new Outcome.Subject(
                MessageId.of("0123456789ABCDEFGHJKMNPQRS"), leg.recipient(), leg.recipient(), Purpose.INBOX);
    }
}
