package org.posthorn.delivery.report;

import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.delivery.report.TlsCounts.Kind;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Row;

/// The counts of all workers, until their day is reported.
public final class TlsReportStore {
    private static final String ADD = """
            INSERT INTO tls_result AS r (day, domain, kind, policy, patterns, mx, ip, failure, sessions)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (day, domain, kind, policy, patterns, mx, ip, failure)
            DO UPDATE SET sessions = r.sessions + EXCLUDED.sessions
            """;
    private static final String NEXT = """
            SELECT day::text AS day, domain FROM tls_result WHERE day < ? ORDER BY 1, 2 LIMIT 1
            """;
    private static final String TAKE = """
            DELETE FROM tls_result WHERE day = ? AND domain = ?
            RETURNING day::text AS day, domain, kind, policy, patterns, mx, ip, failure, sessions
            """;

    private final Database database;

    public TlsReportStore(Database database) {
        this.database = database;
    }

    /// Sessions of one kind.
    record Counted(Kind kind, long sessions) {}

    void add(Map<Kind, Long> counts) {
        List<@Nullable Object[]> rows = new ArrayList<>();
        // In one order, so that two workers do not wait for each other.
        counts.entrySet().stream()
                .sorted(Comparator.comparing(entry -> entry.getKey().toString()))
                .forEach(entry -> rows.add(row(entry.getKey(), entry.getValue())));
        database.batch(ADD, rows);
    }

    /// What to do with a domain's day, before it is gone.
    interface Telling {
        void tell(LocalDate day, String domain, List<Counted> results);
    }

    /// Tells of one domain's day before this one; its rows go when that was done.
    ///
    /// @return false when there is none
    boolean tellNext(LocalDate before, Telling telling) {
        return database.transaction(tx -> {
            Optional<Kind> next = tx.queryOne(
                    NEXT,
                    row -> new Kind(LocalDate.parse(row.text("day")), row.text("domain"), "", "", "", "", "", ""),
                    before);
            next.ifPresent(found -> {
                var results = tx.query(TAKE, TlsReportStore::counted, found.day(), found.domain());
                if (!results.isEmpty()) {
                    telling.tell(found.day(), found.domain(), results);
                }
            });
            return next.isPresent();
        });
    }

    private static @Nullable Object[] row(Kind kind, long sessions) {
        return new @Nullable Object[] {
            kind.day(),
            kind.domain(),
            kind.type(),
            kind.policy(),
            kind.patterns(),
            kind.mx(),
            kind.ip(),
            kind.failure(),
            sessions
        };
    }

    private static Counted counted(Row row) throws SQLException {
        var kind = new Kind(
                LocalDate.parse(row.text("day")),
                row.text("domain"),
                row.text("kind"),
                row.text("policy"),
                row.text("patterns"),
                row.text("mx"),
                row.text("ip"),
                row.text("failure"));
        return new Counted(kind, row.number("sessions"));
    }
}
