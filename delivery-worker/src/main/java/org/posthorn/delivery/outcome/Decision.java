package org.posthorn.delivery.outcome;

import java.time.Instant;
import org.posthorn.events.Outcome.Attempt;

/// What follows one attempt for one recipient.
public sealed interface Decision {
    /// What was said, or our words.
    Attempt facts();

    /// A server took it.
    ///
    /// @param tellRelayed the sender asked to be told, and the server will not do it
    record Done(Attempt facts, boolean tellRelayed) implements Decision {}

    /// It failed for good.
    record Bounce(Attempt facts) implements Decision {}

    /// Its time is over.
    record Expire(Attempt facts) implements Decision {}

    /// Again later.
    ///
    /// @param tellDelay the sender is to be told that it is late
    record Retry(Attempt facts, Instant due, boolean tellDelay) implements Decision {}

    /// It may have arrived; again later all the same.
    record RetryInDoubt(Attempt facts, Instant due) implements Decision {}

    /// It may have arrived; an operator decides.
    record HoldInDoubt(Attempt facts) implements Decision {}
}
