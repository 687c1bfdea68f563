package org.posthorn.runtime.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.posthorn.events.SmtpActivity;

class TallyTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");
    private static final Duration HOUR = Duration.ofHours(1);

    private final Tally tally = new Tally(HOUR, 1_000);

    private boolean take(Duration after) {
        return tally.take("192.0.2.1", NOW.plus(after), 10);
    }

    @Test
    void theEleventhWithinAnySixtyMinutesIsRefused() {
        assertTrue(take(Duration.ZERO));
        for (int i = 0; i < 9; i++) {
            assertTrue(take(Duration.ofMinutes(59)), "number " + (i + 2));
        }
        assertFalse(take(Duration.ofMinutes(59)));
        assertFalse(take(HOUR.minusMillis(1)), "the first is still within");
        assertTrue(take(HOUR), "the first is over");
        assertFalse(take(HOUR), "a bucket would have filled up; nine are from a minute ago");
        assertFalse(take(HOUR.plusMinutes(59).minusMillis(1)));
        assertTrue(take(HOUR.plusMinutes(59)));
    }

    @Test
    void whatIsRefusedDoesNotCount() {
        for (int i = 0; i < 1_000; i++) {
            take(Duration.ofSeconds(i));
        }
        assertEquals(10, tally.count("192.0.2.1", NOW.plusSeconds(1_000)));
        assertTrue(take(HOUR));
    }

    @Test
    void whatIsTakenBackDidNotHappen() {
        for (int i = 0; i < 10; i++) {
            take(Duration.ofSeconds(i));
        }
        tally.takeBack("192.0.2.1", NOW.plusSeconds(4));
        tally.takeBack("nobody", NOW);

        assertTrue(take(Duration.ofSeconds(10)));
        assertFalse(take(Duration.ofSeconds(10)));
    }

    @Test
    void whatIsOverIsForgottenByItself() {
        for (int i = 0; i < 100; i++) {
            tally.take("client" + i, NOW, 10);
        }
        assertEquals(100, tally.size());
        tally.sweep(NOW.plus(HOUR));
        assertEquals(0, tally.size());
    }

    @Test
    void pastItsBoundTheQuietestAreForgotten() {
        for (int i = 0; i < 5_000; i++) {
            tally.take("busy", NOW.plusMillis(i), -1);
            tally.take("client" + i, NOW.plusMillis(i), 10);
        }
        assertEquals(1_000, tally.size());
        assertEquals(5_000, tally.count("busy", NOW.plusSeconds(5)));
        assertEquals(0, tally.count("client0", NOW.plusSeconds(5)));
    }

    /// With few events the window is exact; with very many it counts a little longer and never shorter.
    @RepeatedTest(20)
    void aWindowCountsAsANaiveListDoes(RepetitionInfo repetition) {
        var random = new Random(repetition.getCurrentRepetition());
        boolean few = random.nextBoolean();
        int limit = few ? random.nextInt(1, 50) : 5_000;
        Map<String, List<Instant>> model = new HashMap<>();
        var now = NOW;
        for (int i = 0; i < 3_000; i++) {
            now = now.plusMillis(random.nextInt(few ? 60_000 : 2_000));
            var subject = "s" + random.nextInt(3);
            var events = model.computeIfAbsent(subject, _ -> new ArrayList<>());
            var since = now.minus(HOUR);
            long within = events.stream().filter(since::isBefore).count();
            if (random.nextInt(10) == 0 && !events.isEmpty() && few) {
                var back = events.removeLast();
                tally.takeBack(subject, back);
            } else if (few) {
                assertEquals(within, tally.count(subject, now));
                assertEquals(within < limit, tally.take(subject, now, limit));
                if (within < limit) {
                    events.add(now);
                }
            } else {
                long counted = tally.count(subject, now);
                assertTrue(counted >= within, "never too few: " + counted + " of " + within);
                tally.add(subject, now, 1);
                events.add(now);
            }
        }
    }

    @Test
    void countsOfOthersComeLateAndCountToTheEndOfTheirSecond() {
        var tallies = new Tallies(100);
        var second = NOW.minusSeconds(3_600);
        tallies.learn(new SmtpActivity("connection", "192.0.2.1", second, 3, "other"), NOW);
        tallies.learn(new SmtpActivity("connection", "192.0.2.1", second.minusSeconds(1), 3, "other"), NOW);
        tallies.learn(new SmtpActivity("of a newer release", "x", NOW, 3, "other"), NOW);
        tallies.learn(new SmtpActivity("recipient", "a@x.example b@y.example", NOW, 1, "one"), NOW);
        tallies.learn(new SmtpActivity("recipient", "a@x.example b@y.example", NOW, 1, "other"), NOW);

        assertEquals(3, tallies.of(LimitKind.CONNECTION).count("192.0.2.1", NOW));
        assertEquals(0, tallies.of(LimitKind.CONNECTION).count("192.0.2.1", NOW.plusMillis(999)));
        assertEquals(1, tallies.of(LimitKind.RECIPIENT).count("a@x.example", NOW));
    }

    @Test
    void theBusiestComeFirst() {
        tally.add("a", NOW, 3);
        tally.add("b", NOW, 5);
        tally.add("c", NOW.minus(HOUR), 9);

        assertEquals(List.of(new Tally.Count("b", 5, NOW), new Tally.Count("a", 3, NOW)), tally.top(5, NOW));
    }
}
