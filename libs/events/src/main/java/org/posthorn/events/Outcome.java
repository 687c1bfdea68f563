package org.posthorn.events;

import java.time.Instant;
import java.util.Optional;

/// What became of one route of a message. The first terminal one wins; a passing one says where it waits
/// and why.
public sealed interface Outcome extends Event {
    /// Whose outcome it is.
    Subject subject();

    /// When it happened.
    Instant at();

    /// Nothing follows.
    default boolean terminal() {
        return switch (this) {
            case Delivered _, Bounced _, Expired _, Discarded _ -> true;
            case Deferred _, Held _, Quarantined _, InDoubt _ -> false;
        };
    }

    /// @param messageId ours
    /// @param recipient the address after alias expansion
    /// @param accepted the forward-path that was accepted
    /// @param purpose as recipient, or the sender's copy
    record Subject(MessageId messageId, String recipient, String accepted, Purpose purpose) {}

    /// What a remote server said, or why there was nobody to say anything.
    ///
    /// @param host the server's name or route; absent when none was reached
    /// @param ip its address
    /// @param reply its whole reply, lines joined by a space; or our words, without a reply code
    /// @param status the enhanced status code (RFC 3463), such as `5.1.1`
    /// @param ours since 0.2: true where the reply is in our words although a host is named; else absent, as
    /// in older records
    record Attempt(Optional<String> host, Optional<String> ip, String reply, String status, Optional<Boolean> ours) {
        public Attempt(Optional<String> host, Optional<String> ip, String reply, String status) {
            this(host, ip, reply, status, Optional.empty());
        }

        /// Whether the reply is the host's own.
        public boolean saidByHost() {
            return host.isPresent() && !ours.orElse(false);
        }
    }

    /// It is in the mailbox, or the remote server took responsibility.
    ///
    /// @param account for a local delivery
    /// @param folder for a local delivery, its name
    /// @param attempt for a remote delivery
    @EventType(value = "org.posthorn.delivery.delivered.v1", doc = "Terminal: filed, or taken by the remote server.")
    record Delivered(
            Subject subject,
            Instant at,
            Optional<AccountId> account,
            Optional<String> folder,
            Optional<Attempt> attempt)
            implements Outcome {}

    /// It failed for good.
    ///
    /// @param notified the message id of the DSN, when one was sent
    /// @param bounceClass what kind of failure it is, such as `bad-mailbox`; since 0.1, absent in older
    /// records
    /// @param senderDomain of the reverse-path; since 0.1, absent for the null reverse-path and in older
    /// records
    @EventType(value = "org.posthorn.delivery.bounced.v1", doc = "Terminal: failed for good.")
    record Bounced(
            Subject subject,
            Instant at,
            Attempt attempt,
            Optional<MessageId> notified,
            Optional<String> bounceClass,
            Optional<String> senderDomain)
            implements Outcome {
        public Bounced(Subject subject, Instant at, Attempt attempt, Optional<MessageId> notified) {
            this(subject, at, attempt, notified, Optional.empty(), Optional.empty());
        }
    }

    /// We gave up after the queue lifetime.
    @EventType(value = "org.posthorn.delivery.expired.v1", doc = "Terminal: given up after the queue lifetime.")
    record Expired(Subject subject, Instant at, Attempt attempt, Optional<MessageId> notified) implements Outcome {}

    /// Dropped by an explicit rule, an operator, or a documented expiry.
    ///
    /// @param by who
    /// @param reason why, in a sentence
    @EventType(value = "org.posthorn.delivery.discarded.v1", doc = "Terminal: dropped by a rule or an operator.")
    record Discarded(Subject subject, Instant at, String by, String reason) implements Outcome {}

    /// A temporary failure; it is tried again.
    @EventType(value = "org.posthorn.delivery.deferred.v1", doc = "Passing: a temporary failure, tried again.")
    record Deferred(Subject subject, Instant at, Attempt attempt, int attempts, Instant nextAttempt)
            implements Outcome {}

    /// Stopped by an operator.
    @EventType(value = "org.posthorn.delivery.held.v1", doc = "Passing: stopped by an operator or a setting.")
    record Held(Subject subject, Instant at, String by, String reason) implements Outcome {}

    /// Kept apart by policy.
    @EventType(value = "org.posthorn.delivery.quarantined.v1", doc = "Passing: kept apart by policy, releasable.")
    record Quarantined(Subject subject, Instant at, String reason, Instant keptUntil) implements Outcome {}

    /// The reply to the final dot was lost, or a worker died during the attempt: it may have arrived.
    @EventType(value = "org.posthorn.delivery.in-doubt.v1", doc = "Passing: it may have arrived; the reply was lost.")
    record InDoubt(Subject subject, Instant at, Attempt attempt, String decision) implements Outcome {}
}
