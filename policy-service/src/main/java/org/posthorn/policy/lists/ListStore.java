package org.posthorn.policy.lists;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.PolicyEntry;
import org.posthorn.events.api.ListApi.Entry;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Sql;

/// Rows of both lists.
final class ListStore {
    private static final String COLUMNS = """
            SELECT subject, kind, include_subdomains, reason, added_by, added_at, expires_at, hits, last_hit
              FROM list_entry
            """;
    private static final String ONE = COLUMNS + " WHERE list = ? AND subject = ?";
    private static final String PAGE = COLUMNS + """
             WHERE list = ? AND subject > ? AND (? = '' OR strpos(subject, lower(?)) > 0
                   OR strpos(lower(reason), lower(?)) > 0)
             ORDER BY subject LIMIT ?
            """;
    private static final String APPLYING = COLUMNS + """
             WHERE list = ? AND (expires_at IS NULL OR expires_at > ?)
                   AND (subject = ANY (?) OR (include_subdomains AND subject = ANY (?)) OR network >>= ?::inet)
             ORDER BY subject
            """;
    private static final String PUT = """
            INSERT INTO list_entry (list, subject, kind, network, include_subdomains, reason, added_by, added_at,
                                    expires_at, version)
            VALUES (?, ?, ?, ?::inet, ?, ?, ?, ?, ?, nextval('policy_version'))
            ON CONFLICT (list, subject) DO UPDATE
               SET include_subdomains = excluded.include_subdomains, reason = excluded.reason,
                   added_by = excluded.added_by, added_at = excluded.added_at, expires_at = excluded.expires_at,
                   version = excluded.version
            """;
    private static final String DELETE = "DELETE FROM list_entry WHERE list = ? AND subject = ?";
    private static final String DELETE_EXPIRED = """
            DELETE FROM list_entry WHERE (list, subject) IN (
                   SELECT list, subject FROM list_entry WHERE expires_at <= ? LIMIT 5000 FOR UPDATE SKIP LOCKED)
            RETURNING list, subject
            """;
    private static final String HOLD_STILL = "LOCK TABLE list_entry IN SHARE MODE";
    private static final String ENTRIES = """
            SELECT subject, include_subdomains, reason, added_by, added_at, expires_at, version FROM list_entry
            """;
    private static final String ENTRIES_AFTER = ENTRIES + """
             WHERE list = ? AND subject > ? ORDER BY subject LIMIT ?
            """;
    private static final String ENTRIES_NAMED = ENTRIES + " WHERE list = ? AND subject = ANY (?) ORDER BY version";
    private static final String HIT = """
            UPDATE list_entry SET hits = hits + ?, last_hit = greatest(last_hit, ?) WHERE list = ? AND subject = ?
            """;
    private static final String COUNT = "SELECT count(*) AS n FROM list_entry WHERE list = ?";

    /// What may stand in an entry about a sender and a client.
    ///
    /// @param exact subjects that apply as they are
    /// @param parents subjects that apply when they include subdomains
    record Question(
            List<String> exact,
            List<String> parents,
            @Nullable String ip) {}

    /// Who adds, why, and until when.
    record Facts(
            String reason, String by, Instant at, @Nullable Instant expires) {}

    List<Entry> one(Sql sql, ListName list, String subject) {
        return sql.query(ONE, ListStore::read, list, subject);
    }

    List<Entry> page(Sql sql, ListName list, String after, String query, int limit) {
        return sql.query(PAGE, ListStore::read, list, after, query, query, query, limit);
    }

    List<Entry> applying(Sql sql, ListName list, Question question, Instant now) {
        return sql.query(APPLYING, ListStore::read, list, now, question.exact(), question.parents(), question.ip());
    }

    long count(Sql sql, ListName list) {
        return sql.queryOne(COUNT, row -> row.number("n"), list).orElse(0L);
    }

    void put(Sql sql, ListName list, List<Subject> subjects, Facts facts) {
        var rows = new ArrayList<@Nullable Object[]>(subjects.size());
        for (var subject : subjects) {
            rows.add(new @Nullable Object[] {
                list,
                subject.text(),
                subject.kind(),
                subject.network(),
                subject.includeSubdomains(),
                facts.reason(),
                facts.by(),
                facts.at(),
                facts.expires()
            });
        }
        sql.batch(PUT, rows);
    }

    boolean delete(Sql sql, ListName list, String subject) {
        return sql.update(DELETE, list, subject) > 0;
    }

    /// Takes away some of what has expired, and says their compaction keys.
    List<String> deleteExpired(Sql sql, Instant now) {
        return sql.query(
                DELETE_EXPIRED, row -> row.constant("list", ListName.class).key(row.text("subject")), now);
    }

    void holdStill(Sql sql) {
        sql.update(HOLD_STILL);
    }

    List<PolicyEntry> entriesAfter(Sql sql, ListName list, String subject, int limit) {
        return sql.query(ENTRIES_AFTER, row -> entry(list, row), list, subject, limit);
    }

    List<PolicyEntry> entries(Sql sql, ListName list, List<String> subjects) {
        return sql.query(ENTRIES_NAMED, row -> entry(list, row), list, subjects);
    }

    /// Counts refusals.
    void hit(Sql sql, ListName list, Map<String, Integer> bySubject, Instant at) {
        var rows = new ArrayList<@Nullable Object[]>();
        bySubject.forEach((subject, count) -> rows.add(new @Nullable Object[] {count, at, list, subject}));
        sql.batch(HIT, rows);
    }

    private static PolicyEntry entry(ListName list, Row row) throws SQLException {
        var subject = row.text("subject");
        boolean subdomains = row.flag("include_subdomains");
        var reason = row.text("reason");
        var by = row.text("added_by");
        var at = row.instant("added_at");
        var expires = row.optionalInstant("expires_at");
        long version = row.number("version");
        return switch (list) {
            case BLOCKLIST -> new PolicyEntry.Blocked(subject, subdomains, reason, by, at, expires, version);
            case ALLOWLIST -> new PolicyEntry.Allowed(subject, subdomains, reason, by, at, expires, version);
        };
    }

    private static Entry read(Row row) throws SQLException {
        return new Entry(
                row.text("subject"),
                row.constant("kind", Subject.Kind.class).label(),
                row.flag("include_subdomains"),
                row.text("reason"),
                row.text("added_by"),
                row.instant("added_at"),
                row.optionalInstant("expires_at"),
                row.number("hits"),
                row.optionalInstant("last_hit"));
    }
}
