package org.posthorn.delivery.attempt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.delivery.attempt.Pace.Ending;
import org.posthorn.events.Outcome.Attempt;

class PaceTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Attempt REASON = new Attempt(Optional.empty(), Optional.empty(), "too many", "4.7.0");
    private static final Ending SERVED = new Ending.Served();
    private static final Ending PUSHED = new Ending.PushedBack(REASON);
    private static final Ending UNREACHED = new Ending.Unreached(REASON);

    private final Pace pace = new Pace(20, Optional.empty());

    @Test
    void itBeginsSlowlyAndEveryMessageAddsAConnectionUpToTheLimit() {
        assertEquals(10, pace.allowedNow());
        round(5, SERVED);
        assertEquals(15, pace.allowedNow());
        round(15, SERVED);
        round(20, SERVED);
        assertEquals(20, pace.allowedNow());
    }

    @Test
    void connectionsThatOpenAddOthersBeforeTheirFirstMessageIsThrough() {
        enter(10);
        for (var i = 0; i < 10; i++) {
            pace.opened();
        }
        assertEquals(20, pace.allowedNow());
        enter(10);
        pace.opened();
        assertEquals(20, pace.allowedNow(), "the limit");
    }

    @Test
    void aConnectionThatOpensProvesNothingToASiteThatPushesBack() {
        round(10, PUSHED);
        assertEquals(5, pace.allowedNow());
        pace.opened();
        assertEquals(5, pace.allowedNow(), "it let the others in as well");
    }

    @Test
    void whoIsBehindAnotherTakesNoConnectionUntilHeHasIt() {
        var two = new Pace(2, Optional.empty());
        var first = two.enter(NOW);
        var second = two.enter(NOW);
        var follower = two.enterBehind(NOW);
        assertFalse(two.hasTurn(NOW), "two connections");

        two.leave(second, SERVED, NOW);
        assertTrue(two.hasTurn(NOW), "two inside, one connection");
        var third = two.enter(NOW);
        assertFalse(two.hasTurn(NOW));

        two.ahead(follower);
        two.leave(first, SERVED, NOW);
        assertFalse(two.hasTurn(NOW), "the follower has the connection");
        two.leave(follower, SERVED, NOW);
        assertTrue(two.hasTurn(NOW));
        two.leave(third, SERVED, NOW);
        assertEquals(0, two.busy());
    }

    @Test
    void whoLeavesWhileHeWaitsIsForgotten() {
        var one = new Pace(1, Optional.empty());
        one.enter(NOW);
        one.leave(one.enterBehind(NOW), new Ending.Unused(), NOW);
        assertFalse(one.hasTurn(NOW), "one is inside");
    }

    @Test
    void aPushBackHalvesOnceForAllWhoWereInside() {
        round(10, SERVED);
        round(20, PUSHED);
        assertEquals(10, pace.allowedNow());
    }

    @Test
    void afterAPushBackEachRoundAddsOne() {
        round(10, SERVED);
        round(20, PUSHED);
        for (var i = 0; i < 11; i++) {
            round(1, SERVED);
        }
        assertEquals(11, pace.allowedNow());
    }

    @Test
    void aSiteWhoseTlsIsNotEnoughForSomeIsSlowerButNeverDown() {
        round(10, new Ending.Unsafe());
        assertEquals(5, pace.allowedNow());
        for (var i = 0; i < 10; i++) {
            round(1, new Ending.Unsafe());
        }
        assertEquals(1, pace.allowedNow());
        assertTrue(pace.hasTurn(NOW));
        assertFalse(pace.isShut(NOW));
        round(1, SERVED);
        assertEquals(2, pace.allowedNow());
    }

    @Test
    void anUnreachableSiteIsProbedAfterPausesThatDouble() {
        round(1, UNREACHED);

        assertEquals(Optional.of(REASON), pace.down(NOW.plusSeconds(9)));
        assertFalse(pace.hasTurn(NOW.plusSeconds(9)));
        assertTrue(pace.isShut(NOW.plusSeconds(9)));
        assertFalse(pace.isShut(NOW.plusSeconds(10)));
        assertTrue(pace.hasTurn(NOW.plusSeconds(10)));
        var probe = pace.enter(NOW.plusSeconds(10));
        assertFalse(pace.hasTurn(NOW.plusSeconds(10)), "one probes");
        assertTrue(pace.isShut(NOW.plusSeconds(10)), "others need not wait for it");
        pace.leave(probe, UNREACHED, NOW.plusSeconds(10));
        assertEquals(NOW.plusSeconds(30), pace.downUntil());
    }

    @Test
    void aSiteThatServesOthersMeanwhileIsNotDown() {
        var turns = enter(5);
        pace.leave(turns.getFirst(), UNREACHED, NOW);

        assertEquals(Optional.empty(), pace.down(NOW));
        assertEquals(4, pace.allowedNow());
    }

    @Test
    void threePushBacksInARowCloseTheSite() {
        round(1, PUSHED);
        round(1, PUSHED);
        assertEquals(Optional.empty(), pace.down(NOW));
        round(1, PUSHED);
        assertEquals(Optional.of(REASON), pace.down(NOW));
    }

    @Test
    void aProbeThatIsServedOpensTheSite() {
        round(1, UNREACHED);
        pace.leave(pace.enter(NOW.plusSeconds(11)), SERVED, NOW.plusSeconds(11));
        assertEquals(Optional.empty(), pace.down(NOW));
        assertFalse(pace.isShut(NOW));
        assertTrue(pace.hasTurn(NOW.plusSeconds(11)));
    }

    @Test
    void aRateIsKeptHoweverFastTheSiteIs() {
        var limited = new Pace(20, Optional.of(Duration.ofMillis(100)));
        var sent = 0;
        for (var millis = 0; millis < 10_000; millis++) {
            var now = NOW.plusMillis(millis);
            if (limited.hasTurn(now)) {
                limited.leave(limited.enter(now), SERVED, now);
                sent++;
            }
        }
        assertTrue(sent >= 100 && sent <= 111, "ten a second and a burst of one second: " + sent);
    }

    private void round(int turns, Ending ending) {
        enter(turns).forEach(turn -> pace.leave(turn, ending, NOW));
    }

    private List<Long> enter(int turns) {
        var entered = new ArrayList<Long>();
        for (var i = 0; i < turns; i++) {
            assertTrue(pace.hasTurn(NOW), "turn " + i);
            entered.add(pace.enter(NOW));
        }
        return entered;
    }
}
