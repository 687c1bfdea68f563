package org.posthorn.allinone.prove;

import java.time.Duration;

/// Waiting, which an interrupt ends.
final class Pause {
    private Pause() {}

    static void millis(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Until so long after a moment of [System#nanoTime].
    static void until(long begin, Duration after) {
        var left = begin + after.toNanos() - System.nanoTime();
        if (left > 0) {
            millis(left / 1_000_000);
        }
    }
}
