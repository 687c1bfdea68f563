package org.posthorn.delivery.outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.random.RandomGenerator;
import org.posthorn.delivery.attempt.AttemptOutcome;
import org.posthorn.delivery.queue.DoubtRule;
import org.posthorn.delivery.queue.RetrySchedule;
import org.posthorn.events.Outcome.Attempt;

/// Decides what follows one attempt (RFC 5321 §4.5.4.1). Pure: others store, publish and notify.
public final class OutcomeDecider {
    private final RetrySchedule schedule;
    private final DoubtRule doubtRule;
    private final Duration delayNotice;
    private final RandomGenerator random;

    /// @param delayNotice a message so old is worth a notice; zero for never
    public OutcomeDecider(RetrySchedule schedule, DoubtRule doubtRule, Duration delayNotice, RandomGenerator random) {
        this.schedule = schedule;
        this.doubtRule = doubtRule;
        this.delayNotice = delayNotice;
        this.random = random;
    }

    /// What is known of a recipient before the attempt.
    ///
    /// @param expiresAt when the message is given up
    /// @param attempts so far, without this one
    /// @param delayTold the sender knows already that it is late
    /// @param notifyOn the sender's wishes (RFC 3461 §4.1)
    public record History(
            Instant acceptedAt, Instant expiresAt, int attempts, boolean delayTold, List<String> notifyOn) {}

    /// When a message accepted then is given up.
    public Instant expiry(Instant acceptedAt) {
        return schedule.expiry(acceptedAt);
    }

    /// What to do about mail that may have arrived.
    public DoubtRule doubtRule() {
        return doubtRule;
    }

    /// Decides.
    public Decision after(AttemptOutcome outcome, History history, Instant now) {
        return switch (outcome) {
            case AttemptOutcome.Delivered(var facts, var withoutDsn) ->
                new Decision.Done(facts, withoutDsn && history.notifyOn().contains("SUCCESS"));
            case AttemptOutcome.Bounced(var facts) -> new Decision.Bounce(facts);
            case AttemptOutcome.Deferred deferred -> deferred(deferred, history, now);
            case AttemptOutcome.InDoubt(var facts) ->
                switch (doubtRule) {
                    case HOLD -> new Decision.HoldInDoubt(facts);
                    case RETRY -> inDoubt(facts, history, now);
                };
        };
    }

    private Decision deferred(AttemptOutcome.Deferred outcome, History history, Instant now) {
        var facts = outcome.facts();
        var putOff = outcome.notBefore()
                .map(moment -> schedule.after(moment, random.nextDouble()))
                .filter(later -> !later.isAfter(history.expiresAt()));
        var due = putOff.orElseGet(() -> next(history, now));
        if (due.isAfter(history.expiresAt())) {
            return new Decision.Expire(facts);
        }
        // Nothing happens before it is due: who is put off past the time of a notice learns of it now.
        var late = !delayNotice.isZero()
                && !history.delayTold()
                && (history.notifyOn().isEmpty() || history.notifyOn().contains("DELAY"))
                && !putOff.orElse(now).isBefore(history.acceptedAt().plus(delayNotice));
        return new Decision.Retry(facts, due, late);
    }

    private Decision inDoubt(Attempt facts, History history, Instant now) {
        var due = next(history, now);
        return due.isAfter(history.expiresAt()) ? new Decision.Expire(facts) : new Decision.RetryInDoubt(facts, due);
    }

    private Instant next(History history, Instant now) {
        return schedule.next(history.attempts() + 1, now, random.nextDouble());
    }
}
