package org.posthorn.delivery.intake;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.ToIntFunction;
import org.posthorn.delivery.queue.QueueStore.Seat;

/// The messages that this worker has in its hands: so many in all, for each site as many as its lane can
/// use, and of those three quarters at most for one sending account, so that another's message finds room.
/// An account with nothing there gets in even where the site is full, up to twice its size. The lock guards
/// the counts.
public final class ActiveWindow {
    private final int most;
    private final ToIntFunction<String> capacity;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final Map<String, Integer> bySite = new HashMap<>();
    private final Map<Seat, Integer> bySeat = new HashMap<>();
    private int all;
    private long changes;

    /// @param most messages in all
    /// @param capacity of a site
    public ActiveWindow(int most, ToIntFunction<String> capacity) {
        this.most = most;
        this.capacity = capacity;
    }

    boolean tryEnter(Seat seat) {
        lock.lock();
        try {
            if (roomAt(seat) <= 0) {
                return false;
            }
            enterNow(seat);
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// For work that is leased already.
    void enter(Seat seat) {
        lock.lock();
        try {
            enterNow(seat);
        } finally {
            lock.unlock();
        }
    }

    void leave(Seat seat) {
        lock.lock();
        try {
            all--;
            changes++;
            bySite.computeIfPresent(seat.site(), (_, count) -> count == 1 ? null : count - 1);
            bySeat.computeIfPresent(seat, (_, count) -> count == 1 ? null : count - 1);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /// Room for more, anywhere.
    int room() {
        lock.lock();
        try {
            return Math.max(0, most - all);
        } finally {
            lock.unlock();
        }
    }

    /// Room for more of one seat.
    int room(Seat seat) {
        lock.lock();
        try {
            return Math.max(0, roomAt(seat));
        } finally {
            lock.unlock();
        }
    }

    /// Seats that have their share.
    List<Seat> crowded() {
        lock.lock();
        try {
            List<Seat> crowded = new ArrayList<>();
            for (var seat : bySeat.keySet()) {
                if (roomAt(seat) <= 0) {
                    crowded.add(seat);
                }
            }
            return crowded;
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

    private int roomAt(Seat seat) {
        var size = capacity.applyAsInt(seat.site());
        var here = bySite.getOrDefault(seat.site(), 0);
        var own = bySeat.getOrDefault(seat, 0);
        var share = Math.max(1, size - size / 4);
        var atSite = own == 0 ? Math.max(size - here, here < 2 * size ? 1 : 0) : size - here;
        return Math.min(most - all, Math.min(share - own, atSite));
    }

    private void enterNow(Seat seat) {
        all++;
        bySite.merge(seat.site(), 1, Integer::sum);
        bySeat.merge(seat, 1, Integer::sum);
    }
}
