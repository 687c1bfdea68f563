package org.posthorn.policy.suppression;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.posthorn.events.PolicyEntry;
import org.posthorn.events.PolicyEntry.Suppressed;
import org.posthorn.events.api.SuppressionApi.Suppression;
import org.posthorn.policy.publish.EntrySource;
import org.posthorn.policy.publish.PolicyEntries;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Transaction;

/// The rows of the suppression list, each change with its entry in the log.
public final class SuppressionStore implements EntrySource {
    private static final int PAGE = 1_000;

    /// A failure never shortens or replaces what a person or a complaint brought.
    private static final String PUT = """
            INSERT INTO suppression AS s (sender_domain, address, kind, reason, added_by, at, expires, version)
            VALUES (?, ?, ?, ?, ?, ?, ?, nextval('policy_version'))
            ON CONFLICT (sender_domain, address) DO UPDATE
               SET kind = EXCLUDED.kind, reason = EXCLUDED.reason, added_by = EXCLUDED.added_by, at = EXCLUDED.at,
                   expires = EXCLUDED.expires, version = nextval('policy_version')
             WHERE EXCLUDED.kind <> 'hard-bounce' OR s.kind = 'hard-bounce'
            RETURNING version
            """;
    private static final String LIST = """
            SELECT sender_domain, address, kind, reason, added_by, at, expires, version FROM suppression
             WHERE (sender_domain, address) > (?, ?)
               AND (?::text IS NULL OR sender_domain = ?)
               AND (?::text IS NULL OR strpos(address, ?) > 0)
             ORDER BY sender_domain, address LIMIT ?
            """;
    private static final String DELETE = "DELETE FROM suppression WHERE sender_domain = ? AND address = ?";
    private static final String EXPIRE = """
            DELETE FROM suppression
             WHERE (sender_domain, address) IN (
                   SELECT sender_domain, address FROM suppression WHERE expires <= ? LIMIT 1000)
            RETURNING sender_domain, address
            """;
    private static final String LOCK = "LOCK TABLE suppression IN SHARE MODE";

    private final Database database;
    private final PolicyEntries entries;

    public SuppressionStore(Database database, PolicyEntries entries) {
        this.database = database;
        this.entries = entries;
    }

    /// Which entries to list; absent parts do not filter.
    ///
    /// @param address a part of it
    record Filter(Optional<String> senderDomain, Optional<String> address) {}

    void put(List<Suppression> suppressions) {
        database.run(tx -> suppressions.forEach(each -> tx.queryOne(
                        PUT,
                        row -> row.number("version"),
                        each.senderDomain(),
                        each.address(),
                        each.kind(),
                        each.reason(),
                        each.by(),
                        each.at(),
                        each.expires())
                .ifPresent(version -> entries.put(tx, List.of(entry(each, version))))));
    }

    List<Suppression> list(Filter filter, String afterDomain, String afterAddress, int limit) {
        return database.query(
                LIST,
                SuppressionStore::read,
                afterDomain,
                afterAddress,
                filter.senderDomain(),
                filter.senderDomain(),
                filter.address(),
                filter.address(),
                limit);
    }

    /// Whether there was such an entry.
    boolean remove(String senderDomain, String address) {
        return database.transaction(tx -> {
            var gone = tx.update(DELETE, senderDomain, address) > 0;
            if (gone) {
                entries.gone(tx, key(senderDomain, address));
            }
            return gone;
        });
    }

    /// Takes out what has ended.
    ///
    /// @return how many went
    int expire(Instant now) {
        return database.transaction(tx -> {
            var gone = tx.query(EXPIRE, row -> key(row.text("sender_domain"), row.text("address")), now);
            gone.forEach(key -> entries.gone(tx, key));
            return gone.size();
        });
    }

    @Override
    public void snapshot(Transaction tx, Consumer<List<? extends PolicyEntry>> pages) {
        tx.update(LOCK);
        var after = new String[] {"", ""};
        List<Suppressed> page;
        do {
            page = tx.query(
                    LIST,
                    row -> entry(read(row), row.number("version")),
                    after[0],
                    after[1],
                    null,
                    null,
                    null,
                    null,
                    PAGE);
            if (!page.isEmpty()) {
                pages.accept(page);
                after[0] = page.getLast().senderDomain();
                after[1] = page.getLast().address();
            }
        } while (page.size() == PAGE);
    }

    private static Suppressed entry(Suppression of, long version) {
        return new Suppressed(of.senderDomain(), of.address(), of.reason(), of.at(), of.expires(), version);
    }

    private static String key(String senderDomain, String address) {
        return new Suppressed(senderDomain, address, "", Instant.EPOCH, Optional.empty(), 0).key();
    }

    private static Suppression read(Row row) throws SQLException {
        return new Suppression(
                row.text("sender_domain"),
                row.text("address"),
                row.text("kind"),
                row.text("reason"),
                row.text("added_by"),
                row.instant("at"),
                row.optionalInstant("expires"));
    }
}
