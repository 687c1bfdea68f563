package org.posthorn.policy.quarantine;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.MessageId;
import org.posthorn.events.Outcome;
import org.posthorn.events.Outcome.Subject;
import org.posthorn.events.Topics;
import org.posthorn.events.TraceContext;
import org.posthorn.runtime.outbox.Outbox;
import org.posthorn.runtime.outbox.OutboxRecord;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Holds messages, and lets them go or ends them: each recipient once, whoever orders it.
public final class Quarantine {
    private static final Logger LOG = LoggerFactory.getLogger(Quarantine.class);
    private static final String SOURCE = "policy-service";
    private static final int DUE_AT_ONCE = 100;

    private final Database database;
    private final Outbox outbox;
    private final Duration keep;
    private final InstantSource clock;
    private final QuarantineStore store = new QuarantineStore();

    public Quarantine(Database database, Outbox outbox, Duration keep, InstantSource clock) {
        this.database = database;
        this.outbox = outbox;
        this.keep = keep;
        this.clock = clock;
    }

    /// How long a message that is held now is kept.
    public Instant keptUntil(Instant now) {
        return now.plus(keep);
    }

    /// Keeps a message; durable when it returns. It is seen when its outcomes were confirmed.
    public void hold(HeldMessage held) {
        database.run(tx -> store.add(tx, held));
    }

    /// The outcomes `quarantined` of these are in the log.
    void confirm(List<Outcome.Quarantined> outcomes) {
        var now = clock.instant();
        database.run(tx -> {
            for (var outcome : outcomes) {
                var subject = outcome.subject();
                if (store.confirm(tx, subject.messageId(), subject.recipient(), now)) {
                    var step = new QuarantineStore.Step("held", SOURCE, now);
                    store.log(tx, subject.messageId(), List.of(subject.recipient()), step);
                }
            }
        });
    }

    /// Lets a message go to its recipients.
    ///
    /// @param account only for this account
    /// @return how many recipients
    int release(MessageId message, Optional<AccountId> account, String by, Onwards onwards) {
        var now = clock.instant();
        int released = database.transaction(tx -> {
            var ended = store.end(tx, message, account, HeldState.RELEASED, now);
            if (!ended.isEmpty()) {
                var held = store.whole(tx, message).orElseThrow();
                var routes = ended.stream().map(QuarantineStore.Ended::route).toList();
                outbox.add(tx, onwards.deliveries(held, routes, now));
                log(tx, message, ended, new QuarantineStore.Step("released", by, now));
            }
            return ended.size();
        });
        LOG.info("quarantine-released message={} recipients={} by={}", message, released, by);
        return released;
    }

    /// Ends a message for its recipients; nobody gets it, and nobody is told.
    int delete(MessageId message, Optional<AccountId> account, String by) {
        int deleted = discard(message, account, HeldState.DELETED, by, "deleted from the quarantine");
        LOG.info("quarantine-deleted message={} recipients={} by={}", message, deleted, by);
        return deleted;
    }

    /// Ends what was kept for its time.
    void expire() {
        var now = clock.instant();
        for (var message : store.due(database, now, DUE_AT_ONCE)) {
            var reason = "kept in the quarantine for " + keep.toDays() + " days";
            int expired = discard(message, Optional.empty(), HeldState.EXPIRED, SOURCE, reason);
            LOG.info("quarantine-expired message={} recipients={}", message, expired);
        }
        store.forget(database, now);
    }

    private int discard(MessageId message, Optional<AccountId> account, HeldState state, String by, String reason) {
        var now = clock.instant();
        return database.transaction(tx -> {
            var ended = store.end(tx, message, account, state, now);
            for (var one : ended) {
                var subject = new Subject(
                        message,
                        one.recipient(),
                        one.route().accepted(),
                        one.route().purpose());
                var outcome = new Outcome.Discarded(subject, now, by, reason);
                outbox.add(tx, List.of(record(outcome, now)));
            }
            var action = state == HeldState.DELETED ? "deleted" : "expired";
            log(tx, message, ended, new QuarantineStore.Step(action, by, now));
            return ended.size();
        });
    }

    private void log(Transaction tx, MessageId message, List<QuarantineStore.Ended> ended, QuarantineStore.Step step) {
        var recipients = ended.stream().map(QuarantineStore.Ended::recipient).toList();
        store.log(tx, message, recipients, step);
    }

    private static OutboxRecord record(Outcome outcome, Instant now) {
        var subject = outcome.subject();
        var id = subject.messageId() + "/outcome/" + subject.recipient();
        var trace = Optional.of(TraceContext.of(subject.messageId(), id));
        var event = new CloudEvent<>(id, SOURCE, now, trace, outcome, Optional.empty());
        return OutboxRecord.of(Topics.DELIVERY_OUTCOME, subject.messageId().value(), event);
    }
}
