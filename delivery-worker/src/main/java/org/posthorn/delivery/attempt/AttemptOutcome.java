package org.posthorn.delivery.attempt;

import java.time.Instant;
import java.util.Optional;
import org.posthorn.events.Outcome.Attempt;

/// What one attempt did for one recipient.
public sealed interface AttemptOutcome {
    /// What the server said, or why there was none.
    Attempt facts();

    /// A server took responsibility.
    ///
    /// @param relayedWithoutDsn it does not know DSN (RFC 3461 §6.2.4)
    record Delivered(Attempt facts, boolean relayedWithoutDsn) implements AttemptOutcome {}

    /// To be tried again.
    ///
    /// @param notBefore an attempt before this would be in vain; absent where nobody knows
    record Deferred(Attempt facts, Optional<Instant> notBefore) implements AttemptOutcome {
        public Deferred(Attempt facts) {
            this(facts, Optional.empty());
        }
    }

    /// Failed for good.
    record Bounced(Attempt facts) implements AttemptOutcome {}

    /// It may have arrived.
    record InDoubt(Attempt facts) implements AttemptOutcome {}
}
