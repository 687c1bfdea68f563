package org.posthorn.delivery.nexthop;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.posthorn.mail.Parsed;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Row;

/// The MTA-STS policies that were fetched, shared by all workers and kept over restarts.
public final class MtaStsStore {
    private static final String FIND = "SELECT id, policy, expires FROM sts_policy WHERE domain = ? AND expires > ?";
    private static final String SAVE = """
            INSERT INTO sts_policy (domain, id, policy, expires) VALUES (?, ?, ?, ?)
            ON CONFLICT (domain) DO UPDATE
               SET id = EXCLUDED.id, policy = EXCLUDED.policy, expires = EXCLUDED.expires
            """;
    private static final String FORGET = "DELETE FROM sts_policy WHERE expires <= ?";

    private static final Duration REFRESH = Duration.ofDays(1);

    private final Database database;

    public MtaStsStore(Database database) {
        this.database = database;
    }

    /// A policy as it was fetched.
    ///
    /// @param id of the record that pointed to it
    record Kept(String id, MtaStsPolicy policy, Instant expires) {
        /// Nothing newer is known, and it was fetched within a day, or half of its age where that is shorter.
        boolean isCurrent(String idNow, Instant now) {
            var half = policy.maxAge().dividedBy(2);
            var fetched = expires.minus(policy.maxAge());
            return id.equals(idNow) && now.isBefore(fetched.plus(half.compareTo(REFRESH) < 0 ? half : REFRESH));
        }
    }

    Optional<Kept> find(String domain, Instant now) {
        return database.queryOne(FIND, MtaStsStore::kept, domain, now).flatMap(kept -> kept);
    }

    void save(String domain, Kept kept, Instant now) {
        database.update(SAVE, domain, kept.id(), kept.policy().text(), kept.expires());
        database.update(FORGET, now);
    }

    private static Optional<Kept> kept(Row row) throws SQLException {
        return MtaStsPolicy.parse(row.text("policy")) instanceof Parsed.Ok<MtaStsPolicy>(var policy)
                ? Optional.of(new Kept(row.text("id"), policy, row.instant("expires")))
                : Optional.empty();
    }
}
