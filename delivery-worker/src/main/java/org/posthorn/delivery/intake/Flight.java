package org.posthorn.delivery.intake;

import java.util.OptionalLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.posthorn.delivery.queue.Consignment;
import org.posthorn.delivery.queue.QueueStore.Seat;
import org.posthorn.events.RemoteDelivery;
import org.posthorn.runtime.kafka.ShareLoop.Taken;

/// A first attempt under way, between two threads: its own, and the one that reads from Kafka and will not
/// wait for ever.
///
/// | state    | attempt ends                    | patience ends                     |
/// |----------|---------------------------------|-----------------------------------|
/// | FLYING   | SETTLING: outcome, then LANDED  | MOVING: a row is written          |
/// | MOVING   | waits                           | MOVED, or FLYING when that failed |
/// | MOVED    | settled by the row              |                                   |
/// | SETTLING |                                 | waits for LANDED                  |
final class Flight {
    private final Taken<RemoteDelivery> taken;
    private final Consignment consignment;
    private final String source;
    private final Seat seat;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private State state = State.FLYING;
    private long row;

    private enum State {
        FLYING,
        MOVING,
        MOVED,
        SETTLING,
        LANDED
    }

    /// @param seat where it is counted
    Flight(Taken<RemoteDelivery> taken, Consignment consignment, String source, Seat seat) {
        this.taken = taken;
        this.consignment = consignment;
        this.source = source;
        this.seat = seat;
    }

    Seat seat() {
        return seat;
    }

    Taken<RemoteDelivery> taken() {
        return taken;
    }

    Consignment consignment() {
        return consignment;
    }

    String source() {
        return source;
    }

    /// The attempt ended: the row that it belongs to now, or nothing when it is still the record's.
    OptionalLong beginSettling() {
        lock.lock();
        try {
            while (state == State.MOVING) {
                changed.awaitUninterruptibly();
            }
            if (state == State.MOVED) {
                return OptionalLong.of(row);
            }
            state = State.SETTLING;
            return OptionalLong.empty();
        } finally {
            lock.unlock();
        }
    }

    void land() {
        become(State.LANDED);
    }

    /// Whether the record may be left alone: its outcome is published or its row is there.
    boolean isSafe() {
        lock.lock();
        try {
            return state == State.LANDED || state == State.MOVED;
        } finally {
            lock.unlock();
        }
    }

    /// Waits until it is, at most so long.
    void awaitSafe(long nanos) throws InterruptedException {
        lock.lockInterruptibly();
        try {
            var left = nanos;
            while (state != State.LANDED && state != State.MOVED && left > 0) {
                left = changed.awaitNanos(left);
            }
        } finally {
            lock.unlock();
        }
    }

    boolean beginMoving() {
        lock.lock();
        try {
            if (state != State.FLYING) {
                return false;
            }
            state = State.MOVING;
            return true;
        } finally {
            lock.unlock();
        }
    }

    void moved(long id) {
        lock.lock();
        try {
            row = id;
            become(State.MOVED);
        } finally {
            lock.unlock();
        }
    }

    void notMoved() {
        become(State.FLYING);
    }

    private void become(State next) {
        lock.lock();
        try {
            state = next;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
