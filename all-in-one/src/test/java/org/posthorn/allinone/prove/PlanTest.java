package org.posthorn.allinone.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class PlanTest {
    private static final Duration LONG = Duration.ofMinutes(20);

    @Test
    void aSeedNamesItsPlan() {
        assertEquals(Plan.of(7, LONG, true), Plan.of(7, LONG, true));
        assertNotEquals(Plan.of(7, LONG, true).steps(), Plan.of(8, LONG, true).steps());
    }

    @Test
    void faultsComeOneAfterAnotherAndEndWithTheLoad() {
        for (long seed = 0; seed < 200; seed++) {
            var end = Duration.ZERO;
            for (var step : Plan.of(seed, LONG, true).steps()) {
                assertTrue(step.at().compareTo(end) > 0);
                end = step.end();
            }
            assertTrue(end.compareTo(LONG) <= 0);
        }
    }

    @Test
    void aLongRunBreaksEverythingOnceBeforeAnythingTwice() {
        var faults =
                Plan.of(1, LONG, true).steps().stream().map(Plan.Step::fault).toList();
        int kinds = 2 * Target.values().length + Way.values().length * Disturbance.values().length + 3;

        assertEquals(kinds, new HashSet<>(faults.subList(0, kinds)).size());
    }

    @Test
    void disksAreFilledWhereTheyCanBe() {
        assertTrue(kinds(true).contains("FillDisk"));
        assertFalse(kinds(false).contains("FillDisk"));
    }

    @Test
    void aShortRunHasSomeFaultsToo() {
        assertTrue(Plan.of(1, Duration.ofSeconds(15), true).steps().size() >= 3);
    }

    private static Set<String> kinds(boolean fullDisks) {
        return Plan.of(1, LONG, fullDisks).steps().stream()
                .map(step -> step.fault().getClass().getSimpleName())
                .collect(Collectors.toSet());
    }
}
