package org.posthorn.runtime.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.TopicPartition;
import org.posthorn.events.MessageId;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.Outcome;
import org.posthorn.events.Route;
import org.posthorn.runtime.ledger.Finding.Kind;
import org.posthorn.runtime.ledger.MessageEntry.End;
import org.posthorn.runtime.ledger.MessageEntry.Leg;
import org.posthorn.runtime.ledger.MessageEntry.Line;

/// The books of the mail system: what was accepted on one side, what became of it on the other.
///
/// Records of `mail.accepted`, `mail.judged` and `delivery.outcome` are entered as they come, each topic in its own
/// order and any record more than once; [#verify] says what is missing. A message whose routes have all ended, and
/// whose deliveries the mailbox confirmed, is counted and forgotten, so that millions pass. What is told of a message
/// that was not accepted in these books is no business of theirs. Confined to one thread.
public final class Ledger {
    private static final int QUESTIONS_AT_ONCE = 2_000;

    private final Map<MessageId, MessageEntry> open = new HashMap<>();
    private final Map<MessageId, MessageEntry> closing = new HashMap<>();
    private final Map<RouteKey, Proof> toProve = new LinkedHashMap<>();
    private final EnumMap<End, Long> ended = new EnumMap<>(End.class);
    private Set<MessageId> settledInRows = Set.of();
    private long closed;
    private long routes;

    /// A delivery that the mailbox must confirm.
    private record Proof(LocalRoute route, MessageEntry entry) {}

    /// A message was accepted; it may be accepted again, when it was driven again.
    public void accepted(MessageId id, Place place) {
        var confirming = closing.get(id);
        if (confirming != null) {
            confirming.places.add(place);
            return;
        }
        var entry = entry(id);
        entry.places.add(place);
        closeIfDone(id, entry);
    }

    /// A record of this message stands here: the books are read again from there while the message is not settled.
    void seen(MessageId id, TopicPartition partition, long offset) {
        var entry = Objects.requireNonNullElseGet(closing.get(id), () -> entry(id));
        entry.firsts.merge(partition, offset, Math::min);
    }

    /// A message was judged; judged again, its routes are added up.
    public void judged(MessageJudged judged) {
        var id = judged.messageId();
        if (closing.containsKey(id)) {
            return;
        }
        var entry = entry(id);
        entry.judged = true;
        for (var route : judged.routes()) {
            var line = entry.line(route.recipient(), route.purpose());
            line.routed = true;
            if (route instanceof Route.Local local) {
                line.account = local.account();
            }
        }
        closeIfDone(id, entry);
    }

    /// A route has an outcome; the first terminal one counts.
    public void outcome(Outcome outcome) {
        var subject = outcome.subject();
        if (closing.containsKey(subject.messageId())) {
            return;
        }
        var entry = entry(subject.messageId());
        var line = entry.line(subject.recipient(), subject.purpose());
        if (line.end != null) {
            return;
        }
        switch (outcome) {
            case Outcome.Delivered _ -> line.end = End.DELIVERED;
            case Outcome.Bounced _ -> line.end = End.BOUNCED;
            case Outcome.Expired _ -> line.end = End.EXPIRED;
            case Outcome.Discarded _ -> line.end = End.DISCARDED;
            case Outcome.Quarantined _ -> line.quarantined = true;
            case Outcome.Deferred _, Outcome.Held _, Outcome.InDoubt _ -> line.quarantined = false;
        }
        closeIfDone(subject.messageId(), entry);
    }

    private MessageEntry entry(MessageId id) {
        return open.computeIfAbsent(id, _ -> new MessageEntry());
    }

    private void closeIfDone(MessageId id, MessageEntry entry) {
        if (!entry.closed()) {
            return;
        }
        open.remove(id);
        closed++;
        entry.lines().forEach((leg, line) -> {
            count(line);
            prove(id, entry, leg, line);
        });
    }

    private void count(Line line) {
        routes++;
        if (line.end != null) {
            ended.merge(line.end, 1L, Long::sum);
        }
    }

    private void prove(MessageId id, MessageEntry entry, Leg leg, Line line) {
        line.filedFor().ifPresent(account -> {
            var key = new RouteKey(id, leg.recipient(), leg.purpose());
            toProve.put(key, new Proof(new LocalRoute(key, account), entry));
            entry.toProve++;
            closing.put(id, entry);
        });
    }

    /// How many deliveries the mailbox has still to confirm.
    public int toConfirm() {
        return toProve.size();
    }

    /// Lets the mailbox confirm what it can, so that it need not be kept until the end.
    public void confirm(Stores stores) {
        var questions = toProve.values().stream().map(Proof::route).toList();
        for (var key : inPortions(questions, stores::filed)) {
            var proof = toProve.remove(key);
            if (proof != null && --proof.entry().toProve == 0) {
                closing.remove(key.messageId());
            }
        }
    }

    /// Compares both sides with what the stores answer. It may be asked again after more records were entered: what
    /// the mailbox confirmed once is not asked again.
    public LedgerReport verify(Stores stores, Backlog backlog) {
        var findings = new ArrayList<Finding>();
        confirm(stores);
        toProve.forEach((key, proof) -> findings.add(new Finding(
                Kind.NOT_FILED,
                key.messageId(),
                proof.entry().place(),
                Optional.of(key.recipient()),
                Optional.of(key.purpose()))));
        open.values().removeIf(MessageEntry::stray);
        var sums = new Sums(stores, backlog, findings);
        open.forEach(sums::enter);
        sums.settle();
        settledInRows = sums.settledInRows();
        return new LedgerReport(
                closed + sums.accepted,
                routes + sums.routes,
                sum(End.DELIVERED, sums),
                sum(End.BOUNCED, sums),
                sum(End.EXPIRED, sums),
                sum(End.DISCARDED, sums),
                sums.queued,
                sums.quarantined,
                sums.underWay,
                List.copyOf(findings));
    }

    /// The messages that are not settled as of the last [#verify]: neither are all their routes ended and confirmed,
    /// nor do those that are not wait in a durable row. What was not accepted yet may be in a moment.
    Map<MessageId, MessageEntry> unsettled() {
        var entries = new HashMap<>(open);
        entries.keySet().removeAll(settledInRows);
        entries.putAll(closing);
        return entries;
    }

    /// Forgets what is settled in rows as of the last [#verify]; their own tables tell of them from now on.
    void forgetSettled() {
        open.keySet().removeAll(settledInRows);
        settledInRows = Set.of();
    }

    private long sum(End end, Sums sums) {
        return ended.getOrDefault(end, 0L) + sums.ended.getOrDefault(end, 0L);
    }

    static <Q> Set<RouteKey> inPortions(Collection<Q> questions, Function<Collection<Q>, Set<RouteKey>> store) {
        var answers = new HashSet<RouteKey>();
        var portion = new ArrayList<Q>();
        for (var question : questions) {
            portion.add(question);
            if (portion.size() == QUESTIONS_AT_ONCE) {
                answers.addAll(store.apply(portion));
                portion.clear();
            }
        }
        if (!portion.isEmpty()) {
            answers.addAll(store.apply(portion));
        }
        return answers;
    }
}
