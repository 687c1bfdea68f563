package org.posthorn.runtime.kafka;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.runtime.health.Condition;

class LoopStateTest {
    private final LoopState state = new LoopState("group/topic");

    @Test
    void aLoopThatRunsSaysWhatItDid() {
        state.running(true);
        state.done(10, 0);
        assertEquals(Condition.well("running, 10 done"), state.snapshot().condition());

        state.done(2, 1);
        assertEquals(
                Condition.well("running, 12 done, 1 parked"), state.snapshot().condition());
    }

    @Test
    void aPausedLoopIsUnwellAndSaysSinceWhenAndWhy() {
        var since = Instant.parse("2026-03-01T10:00:00Z");
        var paused = new LoopState.Snapshot(
                "group/topic", true, Optional.of("PostgreSQL does not answer"), Optional.of(since), 3, 0);

        assertEquals(
                Condition.unwell("paused since 2026-03-01T10:00:00Z: PostgreSQL does not answer; 3 done"),
                paused.condition());
    }

    @Test
    void aLoopWhoseThreadEndedIsUnwell() {
        state.running(true);
        state.running(false);

        assertEquals(Condition.unwell("not running, 0 done"), state.snapshot().condition());
    }
}
