package org.posthorn.delivery.intake;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/// The messages that this worker has in its hands: so many in all, and so many of them for one next hop, so that a slow
/// one leaves room for the others. The lock guards the counts.
public final class ActiveWindow {
    private final int most;
    private final int mostPerNextHop;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Integer> byNextHop = new HashMap<>();
    private int all;
    private long changes;

    public ActiveWindow(int most) {
        this.most = most;
        this.mostPerNextHop = Math.max(1, most / 2);
    }

    boolean tryEnter(String nextHop) {
        lock.lock();
        try {
            var here = byNextHop.getOrDefault(nextHop, 0);
            if (all >= most || here >= mostPerNextHop) {
                return false;
            }
            enterNow(nextHop);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// For work that is leased already.
    void enter(String nextHop) {
        lock.lock();
        try {
            enterNow(nextHop);
        } finally {
            lock.unlock();
        }
    }

    void leave(String nextHop) {
        lock.lock();
        try {
            all--;
            changes++;
            byNextHop.computeIfPresent(nextHop, (_, count) -> count == 1 ? null : count - 1);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Room for more.
    int room() {
        lock.lock();
        try {
            return Math.max(0, most - all);
        } finally {
            lock.unlock();
        }
    }

    /// Next hops that have their share.
    List<String> crowded() {
        lock.lock();
        try {
            return byNextHop.entrySet().stream()
                    .filter(entry -> entry.getValue() >= mostPerNextHop)
                    .map(Map.Entry::getKey)
                    .toList();
        } finally {
            lock.unlock();
        }
    }

    /// Messages in hands.
    public int size() {
        lock.lock();
        try {
            return all;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until something left, at most so long.
    void awaitChange(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var seen = changes;
            var left = nanos;
            while (changes == seen && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    private void enterNow(String nextHop) {
        all++;
        byNextHop.merge(nextHop, 1, Integer::sum);
    }
}
