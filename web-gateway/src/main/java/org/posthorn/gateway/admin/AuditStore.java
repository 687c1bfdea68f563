package org.posthorn.gateway.admin;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.posthorn.events.api.AuditApi.Entry;
import org.posthorn.events.api.AuditApi.NewEntry;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Row;

/// What administrators did, kept for a year; the table lets nothing be changed or taken away before.
public final class AuditStore {
    private static final Duration KEPT = Duration.ofDays(366);
    private static final int LONGEST = 1_000;
    private static final String ADD = """
        INSERT INTO audit_entry (at, who, origin, place, action, details) VALUES (?, ?, ?, ?, ?, ?)
        """;
    private static final String SWEEP = "DELETE FROM audit_entry WHERE at < ?";
    private static final String PAGE = """
        SELECT entry, at, who, origin, place, action, details FROM audit_entry
         WHERE entry < ? AND (? = '' OR strpos(lower(concat_ws(' ', who, origin, place, action, details)),
                                               lower(?)) > 0)
         ORDER BY entry DESC LIMIT ?
        """;

    private final Database database;
    private final InstantSource clock;

    public AuditStore(Database database, InstantSource clock) {
        this.database = database;
        this.clock = clock;
    }

    void add(NewEntry entry) {
        var now = clock.instant();
        database.update(
                ADD,
                now,
                cut(entry.who()),
                cut(entry.origin()),
                cut(entry.place()),
                cut(entry.action()),
                cut(entry.details()));
        database.update(SWEEP, now.minus(KEPT));
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST);
    }

    /// Some entries before another one, the newest first.
    List<Entry> page(long before, String query, int limit) {
        return database.query(PAGE, AuditStore::read, before, query, query, limit);
    }

    private static Entry read(Row row) throws SQLException {
        Instant at = row.instant("at");
        return new Entry(
                row.number("entry"),
                at,
                row.text("who"),
                row.text("origin"),
                row.text("place"),
                row.text("action"),
                row.text("details"));
    }
}
