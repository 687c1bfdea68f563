package org.posthorn.delivery.intake;

import java.time.Duration;
import org.posthorn.runtime.kafka.ShareLoop;

/// Keeps the locks of a poll's records while the environment is away: a record whose lock ran out would go
/// to another worker, be in doubt without need, and be dropped after too many of these rounds. Used by the
/// loop's thread.
final class LockKeeper {
    private final ShareLoop.Locks locks;
    private final Duration renewal;
    private long since = System.nanoTime();

    LockKeeper(ShareLoop.Locks locks, Duration renewal) {
        this.locks = locks;
        this.renewal = renewal;
    }

    /// Renews them when it is time.
    void keep() {
        if (System.nanoTime() - since >= renewal.toNanos()) {
            locks.renew();
            since = System.nanoTime();
        }
    }

    /// Does what must be done, however long that takes.
    void until(String what, Runnable work) {
        Patience.until(
                what,
                () -> {
                    work.run();
                    return Boolean.TRUE;
                },
                this::keep);
    }
}
