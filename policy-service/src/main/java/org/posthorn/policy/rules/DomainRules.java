package org.posthorn.policy.rules;

import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.posthorn.events.PolicyEntry;
import org.posthorn.events.api.RulesApi.NewRules;
import org.posthorn.events.api.RulesApi.Rules;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.Domain;
import org.posthorn.policy.publish.EntrySource;
import org.posthorn.policy.publish.PolicyEntries;
import org.posthorn.policy.rules.RulesStore.RulesRow;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Changes the rules of domains, each change with its entry of the topic `policy` in one transaction.
public final class DomainRules implements EntrySource {
    private static final Logger LOG = LoggerFactory.getLogger(DomainRules.class);
    private static final String EVERY = "*";
    private static final int MOST = 100_000;

    private final Database database;
    private final PolicyEntries entries;
    private final InstantSource clock;
    private final RulesStore store = new RulesStore();

    public DomainRules(Database database, PolicyEntries entries, InstantSource clock) {
        this.database = database;
        this.entries = entries;
        this.clock = clock;
    }

    List<Rules> all() {
        return store.all(database).stream().map(DomainRules::shown).toList();
    }

    Optional<Rules> one(String domain) {
        return store.one(database, read(domain)).map(DomainRules::shown);
    }

    Rules put(String written, NewRules wanted) {
        var domain = read(written);
        var row = database.transaction(tx -> {
            if (store.one(tx, domain).isEmpty() && store.count(tx) >= MOST) {
                throw Refusal.conflict("There are rules of " + MOST + " domains already.");
            }
            var put =
                    store.put(tx, domain, wanted.rejectInSession(), wanted.by().strip(), clock.instant());
            entries.put(tx, List.of(entry(put)));
            return put;
        });
        LOG.info("rules-set domain={} reject-in-session={}", domain, row.rejectInSession());
        return shown(row);
    }

    void remove(String written) {
        var domain = read(written);
        database.run(tx -> {
            if (!store.delete(tx, domain)) {
                throw Refusal.notFound(domain + " has no rules of its own.");
            }
            entries.gone(tx, "rules:" + domain);
        });
        LOG.info("rules-removed domain={}", domain);
    }

    @Override
    public void snapshot(Transaction tx, Consumer<List<? extends PolicyEntry>> pages) {
        store.holdStill(tx);
        pages.accept(store.all(tx).stream().map(DomainRules::entry).toList());
    }

    private static PolicyEntry.DomainRules entry(RulesRow row) {
        return new PolicyEntry.DomainRules(row.domain(), row.rejectInSession(), List.of(), Map.of(), row.version());
    }

    private static Rules shown(RulesRow row) {
        return new Rules(row.domain(), row.rejectInSession(), row.by(), row.at());
    }

    private static String read(String written) {
        var text = written.strip();
        if (text.equals(EVERY)) {
            return EVERY;
        }
        return switch (Domain.parse(text)) {
            case Parsed.Ok<Domain>(var domain) -> domain.ascii();
            case Parsed.Malformed<Domain>(var reason) -> throw Refusal.badRequest(reason + ".");
        };
    }
}
