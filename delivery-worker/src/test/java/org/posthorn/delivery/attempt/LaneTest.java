package org.posthorn.delivery.attempt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.testing.Eventually.eventually;

import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.posthorn.events.Outcome.Attempt;

class LaneTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final Attempt REASON = new Attempt(Optional.empty(), Optional.empty(), "no answer", "4.4.1");

    @Test
    void aDownSiteIsProbedByOneAndTellsTheOthersAtOnce() throws InterruptedException {
        var lane = new Lane(20);
        assertEquals(Optional.empty(), lane.enter(NOW));
        lane.leaveUnreached(REASON, NOW);

        assertEquals(Optional.of(REASON), lane.enter(NOW.plusSeconds(9)));

        assertEquals(Optional.empty(), lane.enter(NOW.plusSeconds(11)));
        lane.leaveUnreached(REASON, NOW.plusSeconds(11));
        assertEquals(Optional.of(REASON), lane.enter(NOW.plusSeconds(30)), "the pause doubles");
    }

    @Test
    void aSiteThatRefusesOneMoreConnectionIsNotDown() throws InterruptedException {
        var lane = new Lane(20);
        for (var i = 0; i < 5; i++) {
            lane.enter(NOW);
        }
        lane.leaveUnreached(REASON, NOW);
        lane.leave();
        lane.leave();
        lane.leave();

        assertEquals(Optional.empty(), lane.enter(NOW));
    }

    @Test
    void turnsGrowWithSuccessUpToTheLimit() throws InterruptedException {
        var lane = new Lane(8);
        for (var i = 0; i < 20; i++) {
            lane.enter(NOW);
            lane.leave();
        }
        var inside = new AtomicInteger();
        for (var i = 0; i < 12; i++) {
            Thread.ofVirtual().start(() -> enter(lane, inside));
        }
        eventually("eight are inside", () -> inside.get() == 8);
        assertFalse(lane.isIdle(NOW));
        for (var i = 0; i < 12; i++) {
            var entered = i;
            eventually("another one is inside", () -> inside.get() > entered);
            lane.leave();
        }
        assertTrue(lane.isIdle(NOW));
    }

    private static void enter(Lane lane, AtomicInteger inside) {
        try {
            lane.enter(NOW);
            inside.incrementAndGet();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
