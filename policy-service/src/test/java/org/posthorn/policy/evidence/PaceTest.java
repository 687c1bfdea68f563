package org.posthorn.policy.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class PaceTest {
    private static final Instant START = Instant.parse("2026-03-01T10:00:00Z");

    private final AtomicReference<Instant> now = new AtomicReference<>(START);

    @Test
    void aLateMessageMakesTheFirstLookShortForAWhile() {
        var pace = Pace.first(now::get, Duration.ofSeconds(2));
        assertEquals(Duration.ofSeconds(2), pace.within());

        pace.late();
        assertEquals(Duration.ofMillis(250), pace.within());

        now.set(START.plusSeconds(31));
        assertEquals(Duration.ofSeconds(2), pace.within());
    }

    @Test
    void whatIsLookedAtForTheFirstTimeMayAlwaysWait() {
        var pace = Pace.first(now::get, Duration.ofSeconds(2));

        assertTrue(pace.mayWait(START.minus(Duration.ofDays(1))));
    }

    @Test
    void waitingEnds() {
        var pace = Pace.second(now::get, Duration.ofMinutes(5));

        assertTrue(pace.mayWait(START.minusSeconds(299)));
        assertFalse(pace.mayWait(START.minusSeconds(301)));
    }
}
