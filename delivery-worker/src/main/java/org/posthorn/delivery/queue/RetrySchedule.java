package org.posthorn.delivery.queue;

import java.time.Duration;
import java.time.Instant;

/// When the next attempt is due (RFC 5321 §4.5.4.1): the waits double from the first to the longest.
///
/// @param first wait before the second attempt
/// @param longest wait between two attempts
/// @param lifetime after which a message is given up
public record RetrySchedule(Duration first, Duration longest, Duration lifetime) {
    private static final int ENOUGH_DOUBLINGS = 30;

    /// The wait after so many attempts, one at least.
    public Duration waitAfter(int attempts) {
        var wait = first;
        for (var i = 1; i < Math.min(attempts, ENOUGH_DOUBLINGS) && wait.compareTo(longest) < 0; i++) {
            wait = wait.multipliedBy(2);
        }
        return wait.compareTo(longest) > 0 ? longest : wait;
    }

    /// The due time after so many attempts, the last of which ended now. Rows that failed together do not all come
    /// back in the same second: up to a tenth of the wait is added, by `spread` from 0 to 1.
    public Instant next(int attempts, Instant now, double spread) {
        var wait = waitAfter(attempts);
        return now.plus(wait).plusMillis((long) (wait.toMillis() * spread / 10));
    }

    /// After a moment that many wait for, by `spread` from 0 to 1: up to a tenth of the longest wait.
    public Instant after(Instant moment, double spread) {
        return moment.plusMillis((long) (longest.toMillis() * spread / 10));
    }

    /// When the message is given up.
    public Instant expiry(Instant acceptedAt) {
        return acceptedAt.plus(lifetime);
    }
}
