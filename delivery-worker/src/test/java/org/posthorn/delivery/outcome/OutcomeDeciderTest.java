package org.posthorn.delivery.outcome;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.delivery.attempt.AttemptOutcome;
import org.posthorn.delivery.outcome.OutcomeDecider.History;
import org.posthorn.delivery.queue.DoubtRule;
import org.posthorn.delivery.queue.RetrySchedule;
import org.posthorn.events.Outcome.Attempt;

class OutcomeDeciderTest {
    private static final Instant ACCEPTED = Instant.parse("2026-03-01T12:00:00Z");
    private static final Attempt FACTS = new Attempt(Optional.empty(), Optional.empty(), "451 later", "4.0.0");
    private static final Instant EXPIRES = ACCEPTED.plus(Duration.ofDays(5));
    private static final AttemptOutcome DEFERRED = new AttemptOutcome.Deferred(FACTS);

    @Test
    void aTemporaryFailureIsTriedAgain() {
        var retry = assertInstanceOf(Decision.Retry.class, decide(DoubtRule.RETRY, DEFERRED, history(0), 0));

        assertEquals(ACCEPTED.plusSeconds(300), retry.due());
    }

    @Test
    void whatIsPutOffToAMomentIsTriedThenAndTheSenderIsToldOfTheDelayAtOnce() {
        var midnight = ACCEPTED.plus(Duration.ofHours(12));
        var putOff = new AttemptOutcome.Deferred(FACTS, Optional.of(midnight));

        assertEquals(new Decision.Retry(FACTS, midnight, true), decide(DoubtRule.RETRY, putOff, history(0), 0));
        var soon = new AttemptOutcome.Deferred(FACTS, Optional.of(ACCEPTED.plusSeconds(3600)));
        assertEquals(
                new Decision.Retry(FACTS, ACCEPTED.plusSeconds(3600), false),
                decide(DoubtRule.RETRY, soon, history(0), 0));
    }

    @Test
    void aMomentBehindTheEndOfAMessageIsNotWaitedFor() {
        var almostOver = new History(ACCEPTED, ACCEPTED.plusSeconds(3600), 0, false, List.of());
        var putOff = new AttemptOutcome.Deferred(FACTS, Optional.of(ACCEPTED.plusSeconds(7200)));

        assertEquals(
                new Decision.Retry(FACTS, ACCEPTED.plusSeconds(300), false),
                decide(DoubtRule.RETRY, putOff, almostOver, 0));
    }

    @Test
    void aLastingFailureIsReturned() {
        assertInstanceOf(
                Decision.Bounce.class, decide(DoubtRule.RETRY, new AttemptOutcome.Bounced(FACTS), history(0), 0));
    }

    @Test
    void aMessageWhoseNextAttemptWouldComeTooLateExpires() {
        var lastHours = Duration.ofDays(5).minusHours(3).toHours();

        assertInstanceOf(Decision.Expire.class, decide(DoubtRule.RETRY, DEFERRED, history(30), lastHours));
        assertInstanceOf(Decision.Retry.class, decide(DoubtRule.RETRY, DEFERRED, history(30), lastHours - 2));
    }

    @Test
    void mailThatMayHaveArrivedIsTriedOrHeldAsTheRuleSays() {
        var doubt = new AttemptOutcome.InDoubt(FACTS);

        assertInstanceOf(Decision.RetryInDoubt.class, decide(DoubtRule.RETRY, doubt, history(0), 0));
        assertInstanceOf(Decision.HoldInDoubt.class, decide(DoubtRule.HOLD, doubt, history(0), 0));
    }

    @Test
    void aDelayIsToldOnceWhenItIsLongUnlessOtherNoticesWereAskedFor() {
        var asked = new History(ACCEPTED, EXPIRES, 3, false, List.of("DELAY"));

        assertEquals(false, tellsDelay(asked, 3));
        assertEquals(true, tellsDelay(asked, 4));
        assertEquals(false, tellsDelay(new History(ACCEPTED, EXPIRES, 3, true, List.of("DELAY")), 4));
        assertEquals(true, tellsDelay(new History(ACCEPTED, EXPIRES, 3, false, List.of()), 4));
        assertEquals(false, tellsDelay(new History(ACCEPTED, EXPIRES, 3, false, List.of("FAILURE")), 4));
    }

    @Test
    void successIsToldByUsWhereTheServerWillNot() {
        var asked = new History(ACCEPTED, EXPIRES, 0, false, List.of("SUCCESS"));

        var decided = decide(DoubtRule.RETRY, new AttemptOutcome.Delivered(FACTS, true), asked, 0);

        assertEquals(new Decision.Done(FACTS, true), decided);
        assertEquals(
                new Decision.Done(FACTS, false),
                decide(DoubtRule.RETRY, new AttemptOutcome.Delivered(FACTS, false), asked, 0));
    }

    private static boolean tellsDelay(History history, int hours) {
        return assertInstanceOf(Decision.Retry.class, decide(DoubtRule.RETRY, DEFERRED, history, hours))
                .tellDelay();
    }

    private static History history(int attempts) {
        return new History(ACCEPTED, EXPIRES, attempts, false, List.of());
    }

    private static Decision decide(DoubtRule rule, AttemptOutcome outcome, History history, long hoursLater) {
        var schedule = new RetrySchedule(Duration.ofMinutes(5), Duration.ofHours(4), Duration.ofDays(5));
        var decider = new OutcomeDecider(schedule, rule, Duration.ofHours(4), () -> 0L);
        return decider.after(outcome, history, ACCEPTED.plus(Duration.ofHours(hoursLater)));
    }
}
