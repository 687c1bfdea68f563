package org.posthorn.delivery.attempt;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.posthorn.events.Outcome.Attempt;

/// The turns at one next hop. It begins with a few connections and grows by one with each success up to its limit; a
/// site that does not let us in halves it. While the site is down, every message learns the reason at once, until it
/// is time for the next probe.
final class Lane {
    private static final int FIRST_TURNS = 5;
    private static final Duration FIRST_PAUSE = Duration.ofSeconds(10);
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);

    private final int most;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition freed = lock.newCondition();
    private int allowed;
    private int busy;
    private int waiting;
    private Duration pause = FIRST_PAUSE;
    private Instant downUntil = Instant.MIN;
    private Optional<Attempt> downReason = Optional.empty();

    Lane(int most) {
        this.most = most;
        this.allowed = Math.min(FIRST_TURNS, most);
    }

    /// Waits for a turn; the reason instead when the site is down.
    Optional<Attempt> enter(Instant now) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            waiting++;
            while (busy >= allowed && !isDown(now)) {
                freed.await();
            }
            if (isDown(now)) {
                return downReason;
            }
            busy++;
            return Optional.empty();
        } finally {
            waiting--;
            lock.unlock();
        }
    }

    /// The turn is over and the site let us in.
    void leave() {
        lock.lock();
        try {
            busy--;
            allowed = Math.min(most, allowed + 1);
            pause = FIRST_PAUSE;
            downReason = Optional.empty();
            freed.signal();
        } finally {
            lock.unlock();
        }
    }

    /// The turn is over without a fit connection. Others that are inside show that the site lives: then we were too
    /// many; else it is down.
    void leaveUnreached(Attempt reason, Instant now) {
        lock.lock();
        try {
            busy--;
            if (busy > 0) {
                allowed = Math.max(1, Math.min(busy, allowed / 2));
            } else {
                allowed = 1;
                downReason = Optional.of(reason);
                downUntil = now.plus(pause);
                pause = pause.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause.multipliedBy(2);
            }
            freed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Nobody is inside or waiting, and there is nothing to remember.
    boolean isIdle(Instant now) {
        lock.lock();
        try {
            return busy == 0 && waiting == 0 && !isDown(now);
        } finally {
            lock.unlock();
        }
    }

    private boolean isDown(Instant now) {
        return downReason.isPresent() && now.isBefore(downUntil);
    }
}
