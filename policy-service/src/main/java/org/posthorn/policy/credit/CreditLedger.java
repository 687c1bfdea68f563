package org.posthorn.policy.credit;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import org.posthorn.events.AccountId;
import org.posthorn.events.EventJson;
import org.posthorn.events.MessageId;
import org.posthorn.events.MessageJudged.Charge;
import org.posthorn.events.Outcome;
import org.posthorn.events.PolicyEntry;
import org.posthorn.policy.publish.PolicyEntries;
import org.posthorn.runtime.credit.Shortfall;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ledger: each call is one transaction that locks the rows of its accounts, posts, and publishes the balances.
public final class CreditLedger {
    private static final Logger LOG = LoggerFactory.getLogger(CreditLedger.class);

    private final Database database;
    private final PolicyEntries entries;
    private final CreditStore store = new CreditStore();
    private final SharedTransaction<Fare, Charged> charging;
    private final long initial;
    private final long low;
    private final InstantSource clock;

    public CreditLedger(Database database, PolicyEntries entries, CreditSettings settings, InstantSource clock) {
        this.database = database;
        this.entries = entries;
        this.charging = new SharedTransaction<>(this::charge);
        this.initial = settings.initial();
        this.low = settings.lowBalance();
        this.clock = clock;
    }

    /// Charges a message, or repeats what was decided when it was charged before. It returns when that is durable;
    /// those who ask at the same moment share a transaction.
    Charged charge(Fare fare) {
        return charging.ask(fare);
    }

    private List<Charged> charge(List<Fare> fares) {
        if (fares.stream().allMatch(Fare::isFree)) {
            var before = chargesOf(store.charges(database, messages(fares)));
            return fares.stream().map(fare -> again(fare, before)).toList();
        }
        return database.transaction(tx -> {
            var books = lock(tx, payers(fares));
            // after the locks: what another instance charged meanwhile is seen
            var before = chargesOf(store.charges(tx, messages(fares)));
            var charged = fares.stream()
                    .map(fare -> fare.isFree() || before.containsKey(fare.message())
                            ? again(fare, before)
                            : reserve(tx, books, fare))
                    .toList();
            close(tx, books);
            return charged;
        });
    }

    private static Set<AccountId> payers(List<Fare> fares) {
        var payers = new HashSet<AccountId>();
        fares.stream().filter(fare -> !fare.isFree()).forEach(fare -> payers.add(fare.account()));
        return payers;
    }

    private static List<MessageId> messages(List<Fare> fares) {
        return fares.stream().map(Fare::message).toList();
    }

    private static Map<MessageId, CreditStore.Kept> chargesOf(List<CreditStore.Kept> found) {
        var byMessage = new HashMap<MessageId, CreditStore.Kept>();
        found.forEach(kept -> byMessage.put(kept.charge().message(), kept));
        return byMessage;
    }

    private static Charged again(Fare fare, Map<MessageId, CreditStore.Kept> before) {
        var kept = Optional.ofNullable(before.get(fare.message()));
        var ruling = kept.flatMap(CreditStore.Kept::ruling)
                .map(text -> EventJson.read(text, Ruling.class))
                .orElse(fare.ruling());
        var charge = kept.filter(found -> found.state() != CreditStore.State.REFUSED)
                .map(found -> charge(found.charge(), found.total()));
        return new Charged(ruling, charge);
    }

    private Charged reserve(Transaction tx, Books books, Fare fare) {
        var charge = new OpenCharge(fare.message(), fare.account(), fare.credits(), fare.per(), fare.recipients());
        boolean paid = books.post(Posting.byUs(
                fare.account(), Kind.RESERVE, fare.total(), fare.message().value()));
        var ruling = paid
                ? fare.ruling()
                : fare.ruling()
                        .unpaid(
                                Set.copyOf(fare.recipients()),
                                new Shortfall(fare.total(), books.available(fare.account())));
        var state = paid ? CreditStore.State.RESERVED : CreditStore.State.REFUSED;
        var kept = new CreditStore.Kept(charge, state, fare.total(), Optional.of(EventJson.text(ruling)));
        store.addCharge(tx, kept, clock.instant());
        return new Charged(ruling, paid ? Optional.of(charge(charge, fare.total())) : Optional.empty());
    }

    private static Charge charge(OpenCharge charge, long total) {
        return new Charge(charge.account(), Math.toIntExact(total), "reserve " + charge.message());
    }

    /// Settles and refunds what these outcomes decide.
    void settle(List<Outcome> outcomes) {
        var messages =
                outcomes.stream().map(outcome -> outcome.subject().messageId()).toList();
        database.run(tx -> {
            var open = new LinkedHashMap<MessageId, OpenCharge>();
            store.lockCharges(tx, messages).forEach(charge -> open.put(charge.message(), charge));
            if (open.isEmpty()) {
                return;
            }
            var books = lock(tx, open.values().stream().map(OpenCharge::account).toList());
            var ended = new ArrayList<MessageId>();
            outcomes.forEach(outcome -> settle(tx, books, open, outcome).ifPresent(ended::add));
            store.end(tx, ended);
            close(tx, books);
        });
    }

    /// @return the message whose charge ended with it
    private Optional<MessageId> settle(Transaction tx, Books books, Map<MessageId, OpenCharge> open, Outcome outcome) {
        var message = outcome.subject().messageId();
        var charge = open.get(message);
        if (charge == null) {
            return Optional.empty();
        }
        var step = charge.after(outcome);
        step.posting().ifPresent(posting -> {
            if (!books.post(posting)) {
                throw new IllegalStateException("less is reserved than message " + message + " holds");
            }
        });
        if (step.left().isEmpty()) {
            open.remove(message);
            return Optional.of(message);
        } else if (!step.left().get().equals(charge)) {
            open.put(message, step.left().get());
            store.waitsFor(tx, step.left().get());
        }
        return Optional.empty();
    }

    /// Sees to it that accounts have their starting credits.
    void open(Collection<AccountId> accounts) {
        database.run(tx -> close(tx, lock(tx, accounts)));
    }

    /// Posts what a person ordered; what was posted before under the same subject is not posted again.
    ///
    /// @return what was missing; absent when it is done
    OptionalLong post(Posting posting) {
        return database.transaction(tx -> {
            var books = lock(tx, List.of(posting.account()));
            if (!store.isPosted(tx, posting) && !books.post(posting)) {
                return OptionalLong.of(posting.credits() - books.available(posting.account()));
            }
            close(tx, books);
            return OptionalLong.empty();
        });
    }

    /// Locks accounts; one that has no row yet gets it, with its starting credits.
    private Books lock(Transaction tx, Collection<AccountId> accounts) {
        var opened = store.open(tx, accounts);
        var books = new Books(store.lock(tx, accounts));
        if (initial > 0) {
            opened.forEach(account -> books.post(Posting.byUs(account, Kind.GRANT, initial, "")));
        }
        return books;
    }

    private void close(Transaction tx, Books books) {
        var now = clock.instant();
        var changed = books.changed(low, now);
        if (changed.isEmpty()) {
            return;
        }
        long version = PolicyEntries.nextVersion(tx);
        store.write(tx, books.written(), now);
        store.write(tx, changed, version);
        entries.put(
                tx, changed.stream().map(standing -> balance(standing, version)).toList());
        tx.afterCommit(() -> changed.stream()
                .filter(standing -> standing.lowSince().equals(Optional.of(now)))
                .forEach(standing ->
                        LOG.info("credits-low account={} balance={}", standing.account(), standing.available())));
    }

    static PolicyEntry.Balance balance(Standing standing, long version) {
        return new PolicyEntry.Balance(standing.account(), standing.available(), version, standing.lowSince());
    }
}
