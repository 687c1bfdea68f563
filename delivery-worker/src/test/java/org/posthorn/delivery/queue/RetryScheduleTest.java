package org.posthorn.delivery.queue;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RetryScheduleTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final RetrySchedule SCHEDULE =
            new RetrySchedule(Duration.ofMinutes(5), Duration.ofHours(4), Duration.ofDays(5));

    @ParameterizedTest
    @CsvSource({
        "1, PT5M",
        "2, PT10M",
        "3, PT20M",
        "4, PT40M",
        "5, PT1H20M",
        "6, PT2H40M",
        "7, PT4H",
        "8, PT4H",
        "500, PT4H",
    })
    void theWaitsDoubleUpToTheLongest(int attempts, Duration wait) {
        assertEquals(wait, SCHEDULE.waitAfter(attempts));
        assertEquals(NOW.plus(wait), SCHEDULE.next(attempts, NOW, 0));
    }

    @Test
    void retriesSpreadByATenthOfTheWait() {
        assertEquals(NOW.plusSeconds(330), SCHEDULE.next(1, NOW, 1));
    }

    @Test
    void aMessageIsTriedAboutThirtyFiveTimesInItsLife() {
        var attempts = 1;
        for (var at = NOW; !at.isAfter(SCHEDULE.expiry(NOW)); at = SCHEDULE.next(attempts, at, 0)) {
            attempts++;
        }
        assertTrue(attempts > 30 && attempts < 45, attempts + " attempts");
    }
}
