package org.posthorn.policy.rules;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Sql;

/// Rows of domains' rules.
final class RulesStore {
    private static final String SELECT = "SELECT domain, reject_in_session, set_by, set_at, version FROM domain_rules";
    private static final String ALL = SELECT + " ORDER BY domain";
    private static final String ONE = SELECT + " WHERE domain = ?";
    private static final String PUT = """
            INSERT INTO domain_rules (domain, reject_in_session, set_by, set_at, version)
            VALUES (?, ?, ?, ?, nextval('policy_version'))
            ON CONFLICT (domain) DO UPDATE
               SET reject_in_session = excluded.reject_in_session, set_by = excluded.set_by,
                   set_at = excluded.set_at, version = excluded.version
            RETURNING domain, reject_in_session, set_by, set_at, version
            """;
    private static final String DELETE = "DELETE FROM domain_rules WHERE domain = ?";
    private static final String HOLD_STILL = "LOCK TABLE domain_rules IN SHARE MODE";
    private static final String COUNT = "SELECT count(*) AS n FROM domain_rules";

    record RulesRow(String domain, boolean rejectInSession, String by, Instant at, long version) {
        static RulesRow read(Row row) throws SQLException {
            return new RulesRow(
                    row.text("domain"),
                    row.flag("reject_in_session"),
                    row.text("set_by"),
                    row.instant("set_at"),
                    row.number("version"));
        }
    }

    List<RulesRow> all(Sql sql) {
        return sql.query(ALL, RulesRow::read);
    }

    Optional<RulesRow> one(Sql sql, String domain) {
        return sql.queryOne(ONE, RulesRow::read, domain);
    }

    RulesRow put(Sql sql, String domain, boolean rejectInSession, String by, Instant at) {
        return sql.queryOne(PUT, RulesRow::read, domain, rejectInSession, by, at)
                .orElseThrow();
    }

    boolean delete(Sql sql, String domain) {
        return sql.update(DELETE, domain) > 0;
    }

    void holdStill(Sql sql) {
        sql.update(HOLD_STILL);
    }

    long count(Sql sql) {
        return sql.queryOne(COUNT, row -> row.number("n")).orElse(0L);
    }
}
