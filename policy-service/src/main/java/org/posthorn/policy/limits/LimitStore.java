package org.posthorn.policy.limits;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.events.EventJson;
import org.posthorn.events.PolicyEntry.Limited;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Sql;

/// Rows of limits of their own.
final class LimitStore {
    private static final TypeReference<Map<String, Long>> NUMBERS = new TypeReference<>() {};
    private static final String ALL = """
            SELECT subject, limits, set_by, set_at, version FROM limit_override ORDER BY subject
            """;
    private static final String PUT = """
            INSERT INTO limit_override (subject, limits, set_by, set_at, version)
            VALUES (?, ?::jsonb, ?, ?, nextval('policy_version'))
            ON CONFLICT (subject) DO UPDATE
               SET limits = excluded.limits, set_by = excluded.set_by, set_at = excluded.set_at,
                   version = excluded.version
            RETURNING subject, limits, set_by, set_at, version
            """;
    private static final String DELETE = "DELETE FROM limit_override WHERE subject = ?";
    private static final String HOLD_STILL = "LOCK TABLE limit_override IN SHARE MODE";
    private static final String COUNT = "SELECT count(*) AS n FROM limit_override";

    List<Limited> all(Sql sql) {
        return sql.query(ALL, LimitStore::read);
    }

    Optional<Limited> put(Sql sql, String subject, Map<String, Long> limits, String by, Instant at) {
        return sql.queryOne(PUT, LimitStore::read, subject, json(limits), by, at);
    }

    boolean delete(Sql sql, String subject) {
        return sql.update(DELETE, subject) > 0;
    }

    void holdStill(Sql sql) {
        sql.update(HOLD_STILL);
    }

    long count(Sql sql) {
        return sql.queryOne(COUNT, row -> row.number("n")).orElse(0L);
    }

    private static String json(Map<String, Long> limits) {
        try {
            return EventJson.MAPPER.writeValueAsString(limits);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private static Limited read(Row row) throws SQLException {
        try {
            return new Limited(
                    row.text("subject"),
                    EventJson.MAPPER.readValue(row.text("limits"), NUMBERS),
                    row.text("set_by"),
                    row.instant("set_at"),
                    row.number("version"));
        } catch (JsonProcessingException e) {
            throw new SQLException("the limits of a row cannot be read", e);
        }
    }
}
