package org.posthorn.delivery.outcome;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.delivery.attempt.AttemptOutcome;
import org.posthorn.delivery.outcome.DsnAuthor.Line;
import org.posthorn.delivery.outcome.OutcomeDecider.History;
import org.posthorn.delivery.queue.BounceClass;
import org.posthorn.delivery.queue.Consignment;
import org.posthorn.delivery.queue.Consignment.Member;
import org.posthorn.delivery.queue.DoubtRule;
import org.posthorn.delivery.queue.NewMessage.NewRecipient;
import org.posthorn.delivery.queue.RecipientState;
import org.posthorn.events.MessageId;
import org.posthorn.events.Outcome;
import org.posthorn.events.Outcome.Subject;
import org.posthorn.events.Purpose;
import org.posthorn.events.Recipient;
import org.posthorn.mail.dsn.DsnAction;

/// Draws the consequences of an attempt: decides for each recipient, tells the sender, publishes what is
/// final, and says what has to be stored.
public final class Settlement {
    private final OutcomeDecider decider;
    private final DsnAuthor author;
    private final OutcomePublisher publisher;
    private final DeliveryMetrics metrics;

    public Settlement(OutcomeDecider decider, DsnAuthor author, OutcomePublisher publisher, DeliveryMetrics metrics) {
        this.decider = decider;
        this.author = author;
        this.publisher = publisher;
        this.metrics = metrics;
    }

    /// What is left to do after the final outcomes are in Kafka.
    ///
    /// @param done positions of recipients that are settled
    /// @param later recipients to store, with what became of them
    /// @param passing outcomes to publish once that is stored
    public record Settled(List<Integer> done, List<NewRecipient> later, List<Outcome> passing) {}

    /// Settles an attempt.
    ///
    /// @param outcomes one for each member, in order
    /// @throws org.posthorn.runtime.EnvironmentFailure when Kafka is away: nothing is settled then
    public Settled settle(Consignment message, List<AttemptOutcome> outcomes, Instant now) {
        var plan = new Plan(message, now);
        var wishes = message.wishes();
        for (var i = 0; i < message.members().size(); i++) {
            var member = message.members().get(i);
            var wish = wishes.get(i);
            var history = new History(
                    message.delivery().acceptedAt(),
                    message.expiresAt(),
                    member.attempts(),
                    member.delayTold(),
                    wish.notifyOn());
            plan.take(member, wish, decider.after(outcomes.get(i), history, now));
        }
        publisher.publish(plan.finish());
        return new Settled(plan.done, plan.later, plan.passing);
    }

    /// When a message accepted then is given up.
    public Instant expiry(Instant acceptedAt) {
        return decider.expiry(acceptedAt);
    }

    /// What is done about mail that may have arrived.
    public DoubtRule doubtRule() {
        return decider.doubtRule();
    }

    /// Publishes passing outcomes.
    public void publish(List<? extends Outcome> passing) {
        publisher.publish(passing);
        passing.forEach(metrics::count);
    }

    /// Whose outcome it is.
    public static Subject subject(Consignment message, Member member) {
        var recipient = member.recipient();
        return new Subject(message.delivery().messageId(), recipient.address(), recipient.accepted(), Purpose.INBOX);
    }

    /// Collects the decisions of one attempt, so that the sender gets one notification for those who failed
    /// together.
    private final class Plan {
        private final Consignment message;
        private final Instant now;
        private final List<Integer> done = new ArrayList<>();
        private final List<NewRecipient> later = new ArrayList<>();
        private final List<Outcome> passing = new ArrayList<>();
        private final List<Outcome> terminal = new ArrayList<>();
        private final List<Line> bounced = new ArrayList<>();
        private final List<Line> expired = new ArrayList<>();
        private final List<Line> relayed = new ArrayList<>();
        private final List<Line> delayed = new ArrayList<>();

        Plan(Consignment message, Instant now) {
            this.message = message;
            this.now = now;
        }

        void take(Member member, Recipient wish, Decision decision) {
            var facts = decision.facts();
            switch (decision) {
                case Decision.Done(var _, var tell) -> {
                    terminal.add(new Outcome.Delivered(
                            subject(message, member), now, Optional.empty(), Optional.empty(), Optional.of(facts)));
                    metrics.delivered(Duration.between(message.delivery().acceptedAt(), now));
                    done.add(member.position());
                    if (tell) {
                        relayed.add(new Line(member, wish, facts, Optional.empty()));
                    }
                }
                case Decision.Bounce _ -> bounced.add(new Line(member, wish, facts, Optional.empty()));
                case Decision.Expire _ -> expired.add(new Line(member, wish, facts, Optional.empty()));
                case Decision.Retry(var _, var due, var tell) -> {
                    var attempts = member.attempts() + 1;
                    passing.add(new Outcome.Deferred(subject(message, member), now, facts, attempts, due));
                    later.add(put(member, RecipientState.DEFERRED, due, decision, tell));
                    if (tell) {
                        delayed.add(new Line(member, wish, facts, Optional.of(message.expiresAt())));
                    }
                }
                case Decision.RetryInDoubt(var _, var due) -> {
                    passing.add(new Outcome.InDoubt(subject(message, member), now, facts, "retry"));
                    later.add(put(member, RecipientState.IN_DOUBT, due, decision, false));
                }
                case Decision.HoldInDoubt _ -> {
                    passing.add(new Outcome.InDoubt(subject(message, member), now, facts, "hold"));
                    later.add(put(member, RecipientState.HELD, now, decision, false));
                }
            }
        }

        /// The terminal outcomes, after the sender was told.
        List<Outcome> finish() {
            var bounceNotice = author.tell(message, DsnAction.FAILED, bounced, now);
            bounced.forEach(line -> end(
                    line,
                    new Outcome.Bounced(
                            subject(message, line.member()),
                            now,
                            line.facts(),
                            told(line, bounceNotice),
                            Optional.of(BounceClass.of(line.facts()).word()),
                            senderDomain())));
            var expiryNotice = author.tell(message, DsnAction.FAILED, expired, now);
            expired.forEach(line -> end(
                    line,
                    new Outcome.Expired(subject(message, line.member()), now, line.facts(), told(line, expiryNotice))));
            author.tell(message, DsnAction.RELAYED, relayed, now);
            author.tell(message, DsnAction.DELAYED, delayed, now);
            terminal.forEach(metrics::count);
            return terminal;
        }

        private Optional<String> senderDomain() {
            var sender = message.delivery().envelope().reversePath();
            return sender.isEmpty()
                    ? Optional.empty()
                    : Optional.of(sender.substring(sender.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT));
        }

        private void end(Line line, Outcome outcome) {
            terminal.add(outcome);
            done.add(line.member().position());
        }

        private NewRecipient put(Member member, RecipientState state, Instant due, Decision decision, boolean tell) {
            var facts = decision.facts();
            return new NewRecipient(
                    member.position(),
                    state,
                    member.attempts() + 1,
                    due,
                    decision instanceof Decision.Retry ? facts.reply() : "It may have arrived: " + facts.reply(),
                    Optional.of(facts),
                    member.delayTold() || tell);
        }

        private static Optional<MessageId> told(Line line, Optional<MessageId> notice) {
            return DsnAuthor.wants(line.wish(), DsnAction.FAILED) ? notice : Optional.empty();
        }
    }
}
