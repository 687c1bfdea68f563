package org.posthorn.policy.credit;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.posthorn.events.PolicyEntry;
import org.posthorn.events.PolicyEntry.Per;
import org.posthorn.policy.publish.PolicyEntries;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Sql;
import org.posthorn.runtime.sql.Transaction;

/// The prices, in memory as they are in the database. A change here is in force at once, a change by another instance
/// with the next [#reload].
public final class CreditPrices {
    private static final String ALL = "SELECT domain, credits, per FROM credit_price ORDER BY domain";
    private static final String PUBLISHED = "SELECT domain, credits, per, version FROM credit_price ORDER BY domain";
    private static final String SET = """
            INSERT INTO credit_price (domain, credits, per, version) VALUES (?, ?, ?, ?)
            ON CONFLICT (domain) DO UPDATE
               SET credits = excluded.credits, per = excluded.per, version = excluded.version
            """;
    private static final String DELETE = "DELETE FROM credit_price WHERE domain = ?";
    private static final String HOLD_STILL = "LOCK TABLE credit_price IN SHARE ROW EXCLUSIVE MODE";

    private final Database database;
    private final PolicyEntries entries;
    private volatile Map<String, Price> byDomain = Map.of();

    private CreditPrices(Database database, PolicyEntries entries) {
        this.database = database;
        this.entries = entries;
    }

    /// Reads the prices; that of the settings holds where a domain has none of its own.
    public static CreditPrices load(Database database, PolicyEntries entries, CreditSettings settings) {
        var prices = new CreditPrices(database, entries);
        prices.reload();
        var everywhere = new Price(Price.EVERYWHERE, settings.price(), settings.per());
        if (!everywhere.equals(prices.byDomain.get(Price.EVERYWHERE))) {
            prices.set(everywhere);
        }
        return prices;
    }

    /// Reads the database again.
    public void reload() {
        byDomain =
                database
                        .query(ALL, row -> new Price(row.text("domain"), row.number("credits"), per(row.text("per"))))
                        .stream()
                        .collect(Collectors.toUnmodifiableMap(Price::domain, Function.identity()));
    }

    private static Per per(String name) {
        return Per.valueOf(name);
    }

    /// The price in a domain.
    Price of(String domain) {
        var own = Optional.ofNullable(byDomain.get(domain));
        return own.orElseGet(() -> Optional.ofNullable(byDomain.get(Price.EVERYWHERE))
                .orElseThrow(() -> new IllegalStateException("the prices are not loaded")));
    }

    List<Price> all() {
        return byDomain.values().stream()
                .sorted((one, other) -> one.domain().compareTo(other.domain()))
                .toList();
    }

    void set(Price price) {
        database.run(tx -> {
            tx.update(HOLD_STILL);
            long version = PolicyEntries.nextVersion(tx);
            tx.update(SET, price.domain(), price.credits(), price.per(), version);
            entries.put(tx, List.of(new PolicyEntry.Price(price.domain(), price.credits(), price.per(), version)));
        });
        reload();
    }

    /// Whether the domain had a price of its own.
    boolean delete(String domain) {
        boolean was = database.transaction(tx -> {
            tx.update(HOLD_STILL);
            boolean found = tx.update(DELETE, domain) > 0;
            if (found) {
                entries.gone(tx, PolicyEntry.Price.keyOf(domain));
            }
            return found;
        });
        reload();
        return was;
    }

    /// Every price, for a log that has none.
    void snapshot(Transaction tx, Consumer<List<? extends PolicyEntry>> pages) {
        tx.update(HOLD_STILL);
        pages.accept(published(tx));
    }

    private static List<PolicyEntry.Price> published(Sql sql) {
        return sql.query(
                PUBLISHED,
                row -> new PolicyEntry.Price(
                        row.text("domain"), row.number("credits"), per(row.text("per")), row.number("version")));
    }
}
