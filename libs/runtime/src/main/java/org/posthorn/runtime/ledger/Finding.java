package org.posthorn.runtime.ledger;

import java.util.Optional;
import org.posthorn.events.MessageId;
import org.posthorn.events.Purpose;

/// Something that the ledger misses.
///
/// @param place where the accepted message stands, while it does
/// @param recipient of the route; empty when the whole message is meant
public record Finding(
        Kind kind, MessageId messageId, Optional<Place> place, Optional<String> recipient, Optional<Purpose> purpose) {
    /// What is missing.
    public enum Kind {
        /// It was accepted, policy read on, and there is no judgement.
        NOT_JUDGED("accepted, but never judged", true),
        /// No terminal outcome, not under way, and not in the queue.
        NO_OUTCOME("no outcome, and waits nowhere", true),
        /// The outcome says that it is in the mailbox, which does not have it.
        NOT_FILED("delivered, but not in the mailbox", true),
        /// The mailbox has it, the log does not say so.
        NOT_TOLD("in the mailbox, but without an outcome", true),
        /// A record of it was set aside.
        PARKED("parked: see mailctl parked list", false);

        private final String sentence;
        private final boolean drivenAgain;

        Kind(String sentence, boolean drivenAgain) {
            this.sentence = sentence;
            this.drivenAgain = drivenAgain;
        }

        /// For people.
        public String sentence() {
            return sentence;
        }

        /// Whether a repair drives it again; a parked record is an operator's to decide.
        public boolean drivenAgain() {
            return drivenAgain;
        }
    }
}
