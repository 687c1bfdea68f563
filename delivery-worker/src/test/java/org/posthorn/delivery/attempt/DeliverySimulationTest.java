package org.posthorn.delivery.attempt;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.delivery.attempt.Pace.Ending;
import org.posthorn.delivery.outcome.Decision;
import org.posthorn.delivery.outcome.OutcomeDecider;
import org.posthorn.delivery.outcome.OutcomeDecider.History;
import org.posthorn.delivery.queue.DoubtRule;
import org.posthorn.delivery.queue.RetrySchedule;
import org.posthorn.events.Outcome.Attempt;

/// A seeded world of sites that take, put off, refuse, push back, vanish and lose replies, and of workers
/// that die. The real pace, line and decisions run in it; log and queue are the plainest that could be.
/// After every step each recipient has exactly one terminal outcome, or is in exactly one place where it
/// waits; what arrived twice was in doubt between.
class DeliverySimulationTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T12:00:00Z");
    private static final Duration STEP = Duration.ofSeconds(20);
    private static final int CONNECTIONS = 4;
    private static final Attempt FACTS = new Attempt(Optional.empty(), Optional.empty(), "450 no", "4.0.0");

    private enum Place {
        LOG,
        LINE,
        HANDS,
        QUEUE,
        HELD,
        TERMINAL
    }

    private static final class Letter {
        private final int number;
        private final int site;
        private final Instant acceptedAt;
        private Place place = Place.LOG;
        private Instant due = BEGIN;
        private boolean hadBefore;
        private int attempts;
        private int terminals;
        private int arrivals;
        private int doubts;
        private long turn;

        Letter(int number, int site, Instant acceptedAt) {
            this.number = number;
            this.site = site;
            this.acceptedAt = acceptedAt;
        }

        String account() {
            return "account-" + number % 3;
        }
    }

    private final List<Letter> letters = new ArrayList<>();
    private final List<Pace> paces = new ArrayList<>();
    private final List<FairTurns<Letter>> lines = new ArrayList<>();
    private Random random = new Random(0);
    private OutcomeDecider decider = decider(DoubtRule.RETRY);
    private Instant now = BEGIN;

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 4711, 5321})
    void everyRecipientEndsOnceOrWaitsInOnePlace(long seed) {
        random = new Random(seed);
        var rule = random.nextBoolean() ? DoubtRule.RETRY : DoubtRule.HOLD;
        decider = decider(rule);
        for (var site = 0; site < 4; site++) {
            paces.add(new Pace(CONNECTIONS, site == 3 ? Optional.of(Duration.ofSeconds(1)) : Optional.empty()));
            lines.add(new FairTurns<>());
        }
        for (var i = 0; i < 150; i++) {
            letters.add(new Letter(i, random.nextInt(4), BEGIN));
        }
        var end = BEGIN.plus(Duration.ofDays(6));
        while (now.isBefore(end) && letters.stream().anyMatch(DeliverySimulationTest::waits)) {
            step();
            letters.forEach(this::check);
            var busy = letters.stream().anyMatch(letter -> letter.place != Place.QUEUE && waits(letter));
            now = busy ? now.plus(STEP) : now.plus(Duration.ofMinutes(20));
        }
        assertFalse(letters.stream().anyMatch(DeliverySimulationTest::waits), "somebody waits for ever");
        if (rule == DoubtRule.RETRY) {
            assertTrue(letters.stream().allMatch(letter -> letter.place == Place.TERMINAL), "nobody was held");
        }
    }

    private void step() {
        if (random.nextInt(40) == 0) {
            die();
        }
        letters.stream().filter(this::isReady).forEach(this::take);
        letters.stream().filter(letter -> letter.place == Place.HANDS).forEach(this::attempt);
        for (var site = 0; site < paces.size(); site++) {
            admit(site);
        }
    }

    private boolean isReady(Letter letter) {
        return letter.place == Place.LOG || (letter.place == Place.QUEUE && !letter.due.isAfter(now));
    }

    /// A record or row that somebody had before is in doubt first.
    private void take(Letter letter) {
        if (letter.hadBefore) {
            letter.hadBefore = false;
            settle(letter, new AttemptOutcome.InDoubt(FACTS));
        } else {
            letter.place = Place.LINE;
            lines.get(letter.site).add(letter.account(), letter);
        }
    }

    private void admit(int site) {
        var pace = paces.get(site);
        var down = pace.down(now);
        while (down.isPresent() || pace.hasTurn(now)) {
            var next = lines.get(site).next();
            if (next.isEmpty()) {
                return;
            }
            if (down.isPresent()) {
                settle(next.get(), new AttemptOutcome.Deferred(down.get()));
            } else {
                next.get().turn = pace.enter(now);
                next.get().place = Place.HANDS;
            }
        }
        assertTrue(pace.busy() <= CONNECTIONS, "too many connections");
    }

    private void attempt(Letter letter) {
        var pace = paces.get(letter.site);
        var dice = random.nextInt(100);
        if (dice < 15) {
            pace.leave(letter.turn, new Ending.Unreached(FACTS), now);
            settle(letter, new AttemptOutcome.Deferred(FACTS));
        } else if (dice < 25) {
            pace.leave(letter.turn, new Ending.PushedBack(FACTS), now);
            settle(letter, new AttemptOutcome.Deferred(FACTS));
        } else if (dice < 45) {
            pace.leave(letter.turn, new Ending.Served(), now);
            settle(letter, new AttemptOutcome.Deferred(FACTS));
        } else if (dice < 50) {
            pace.leave(letter.turn, new Ending.Served(), now);
            settle(letter, new AttemptOutcome.Bounced(FACTS));
        } else if (dice < 58) {
            letter.arrivals += random.nextInt(2);
            pace.leave(letter.turn, new Ending.PushedBack(FACTS), now);
            settle(letter, new AttemptOutcome.InDoubt(FACTS));
        } else if (dice < 90) {
            letter.arrivals++;
            pace.leave(letter.turn, new Ending.Served(), now);
            settle(letter, new AttemptOutcome.Delivered(FACTS, false));
        }
    }

    private void settle(Letter letter, AttemptOutcome outcome) {
        var history = new History(
                letter.acceptedAt, letter.acceptedAt.plus(Duration.ofDays(5)), letter.attempts, false, List.of());
        switch (decider.after(outcome, history, now)) {
            case Decision.Done _, Decision.Bounce _, Decision.Expire _ -> {
                letter.place = Place.TERMINAL;
                letter.terminals++;
            }
            case Decision.Retry(var _, var due, var _) -> putOff(letter, due);
            case Decision.RetryInDoubt(var _, var due) -> {
                letter.doubts++;
                putOff(letter, due);
            }
            case Decision.HoldInDoubt _ -> {
                letter.doubts++;
                letter.place = Place.HELD;
            }
        }
    }

    private void putOff(Letter letter, Instant due) {
        assertTrue(due.isAfter(now), "a retry in the past");
        letter.attempts++;
        letter.place = Place.QUEUE;
        letter.due = due;
    }

    /// The worker is gone with its paces and lines. What it had comes again: its records from the log, its
    /// rows when their lease ends. It may have sent each.
    private void die() {
        for (var site = 0; site < paces.size(); site++) {
            paces.set(site, new Pace(CONNECTIONS, Optional.empty()));
            lines.set(site, new FairTurns<>());
        }
        for (var letter : letters) {
            if (letter.place == Place.HANDS || letter.place == Place.LINE) {
                letter.arrivals += letter.place == Place.HANDS ? random.nextInt(2) : 0;
                letter.hadBefore = true;
                letter.place = letter.attempts == 0 ? Place.LOG : Place.QUEUE;
                letter.due = now.plus(Duration.ofMinutes(5));
            }
        }
    }

    private void check(Letter letter) {
        assertEquals(letter.place == Place.TERMINAL ? 1 : 0, letter.terminals, "outcomes of " + letter.number);
        assertTrue(letter.arrivals <= 1 + letter.doubts + (letter.hadBefore ? 1 : 0), "twice without a doubt");
    }

    private static boolean waits(Letter letter) {
        return letter.place != Place.TERMINAL && letter.place != Place.HELD;
    }

    private OutcomeDecider decider(DoubtRule rule) {
        var schedule = new RetrySchedule(Duration.ofMinutes(5), Duration.ofHours(4), Duration.ofDays(5));
        return new OutcomeDecider(schedule, rule, Duration.ZERO, () -> random.nextLong());
    }
}
