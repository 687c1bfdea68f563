package org.posthorn.runtime.sql;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

@WithBacking
class DatabaseTest {
    private static DatabaseSettings settings;
    private static Database database;

    @BeforeAll
    static void open(TestDatabase test) {
        settings = Settings.of(
                        "database.url=" + test.jdbcUrl(),
                        "database.user=" + test.user(),
                        "database.password=" + test.password())
                .get(DatabaseSettings.class);
        database = Database.open(settings, "example");
        database.update(
                "CREATE TABLE thing (id bigint PRIMARY KEY, name text CONSTRAINT short CHECK (length(name) < 9))");
    }

    @AfterAll
    static void close() {
        database.close();
    }

    @Test
    void aServiceWorksAsItsOwnRoleInItsOwnSchema() {
        assertEquals(
                "posthorn_example example",
                database.queryOne("SELECT current_user || ' ' || current_schema() AS who", row -> row.text("who"))
                        .orElseThrow());
    }

    /// HikariCP warns of it at each start.
    @Test
    void aPoolOfOneHasNoIdleTimeoutSinceItHasNoEffect() throws SQLException {
        long usual = new HikariConfig().getIdleTimeout();
        try (var single = Database.open(settings.withPoolSize(1), "example")) {
            assertEquals(
                    usual, single.dataSource().unwrap(HikariDataSource.class).getIdleTimeout());
        }
        assertEquals(
                60_000, database.dataSource().unwrap(HikariDataSource.class).getIdleTimeout());
    }

    @Test
    void oneServiceCannotReadAnothersTables() {
        database.update("CREATE TABLE secret (id bigint)");
        try (var other = Database.open(settings, "other")) {
            var refused = assertThrows(
                    IllegalStateException.class, () -> other.query("SELECT * FROM example.secret", row -> ""));
            assertEquals(true, String.valueOf(refused.getMessage()).contains("permission denied"));
        }
    }

    @Test
    void valuesComeBackAsTheyWent() {
        record Id(long value) {}
        var now = Instant.parse("2026-11-21T10:00:00.123456Z");
        var octets = "octets".getBytes(StandardCharsets.UTF_8);

        var row = database.queryOne(
                        """
                        SELECT ?::timestamptz AS instant, ?::bytea AS octets, ?::text[] AS texts, ?::bigint[] AS numbers,
                               ?::bigint AS id, ?::text AS nothing, ?::bytea[] AS many
                        """,
                        r -> List.of(
                                r.instant("instant"),
                                r.bytes("octets"),
                                r.texts("texts"),
                                r.numbers("numbers"),
                                r.number("id"),
                                r.optionalText("nothing")),
                        now,
                        octets,
                        List.of("a", "b"),
                        List.of(new Id(1), new Id(2)),
                        new Id(7),
                        Optional.empty(),
                        List.of(octets, octets))
                .orElseThrow();

        assertEquals(now, row.get(0));
        assertArrayEquals(octets, (byte[]) row.get(1));
        assertEquals(List.of("a", "b"), row.get(2));
        assertEquals(List.of(1L, 2L), row.get(3));
        assertEquals(7L, row.get(4));
        assertEquals(Optional.empty(), row.get(5));
    }

    @Test
    void anEmptyListIsOneOfWhateverIsAskedFor() {
        assertEquals(
                List.of(),
                database.query(
                        "SELECT id FROM thing WHERE id = ANY (?) OR name = ANY (?) OR convert_to(name, 'UTF8') = ANY (?)",
                        row -> row.number("id"),
                        List.of(),
                        List.of(),
                        List.of()));
    }

    @Test
    void aTransactionThatThrowsLeavesNothing() {
        assertThrows(
                UnsupportedOperationException.class,
                () -> database.run(tx -> {
                    tx.update("INSERT INTO thing VALUES (100, 'gone')");
                    throw new UnsupportedOperationException();
                }));

        assertEquals(List.of(), database.query("SELECT id FROM thing WHERE id = 100", row -> row.number("id")));
    }

    @Test
    void whatFollowsACommitRunsOnlyAfterIt() {
        var seen = new java.util.ArrayList<String>();

        assertThrows(
                UnsupportedOperationException.class,
                () -> database.run(tx -> {
                    tx.afterCommit(() -> seen.add("rolled back"));
                    throw new UnsupportedOperationException();
                }));
        database.run(tx -> tx.afterCommit(() -> seen.add("committed")));

        assertEquals(List.of("committed"), seen);
    }

    @Test
    void whatWaitsTravelsInOrderWithTheNextStatementOrTheCommit() {
        var names = database.transaction(tx -> {
            tx.later("INSERT INTO thing VALUES (?, ?)", 30L, "first");
            var first = tx.ask("SELECT name FROM thing WHERE id = ?", row -> row.text("name"), 30L);
            tx.later("UPDATE thing SET name = ? WHERE id = ?", "second", 30L);
            int changed = tx.update("UPDATE thing SET name = name || ? WHERE id = ?", "!", 30L);
            tx.batch(
                    "UPDATE thing SET name = name || ? WHERE id = ?",
                    List.<@Nullable Object[]>of(new Object[] {"?", 30L}));
            return List.of(first.row().orElseThrow(), Integer.toString(changed));
        });

        assertEquals(List.of("first", "1"), names);
        assertEquals(
                Optional.of("second!?"),
                database.queryOne("SELECT name FROM thing WHERE id = 30", row -> row.text("name")));
    }

    @Test
    void asManyMayWaitAsThereAre() {
        database.update("INSERT INTO thing VALUES (35, '0')");
        database.run(tx -> {
            for (int i = 0; i < 10_000; i++) {
                tx.later(
                        "UPDATE thing SET name = (name::int + ?)::text WHERE id IN (?, ?, ?, ?, ?, ?, ?)",
                        1,
                        35L,
                        -1L,
                        -2L,
                        -3L,
                        -4L,
                        -5L,
                        -6L);
            }
        });

        assertEquals(
                Optional.of("10000"),
                database.queryOne("SELECT name FROM thing WHERE id = 35", row -> row.text("name")));
    }

    @Test
    void whatWaitsIsUndoneWithItsTransaction() {
        assertThrows(
                UnsupportedOperationException.class,
                () -> database.run(tx -> {
                    tx.later("INSERT INTO thing VALUES (40, 'gone')");
                    throw new UnsupportedOperationException();
                }));
        var seen = new java.util.ArrayList<String>();
        var violated = assertThrows(
                ConstraintViolated.class,
                () -> database.run(tx -> {
                    tx.afterCommit(() -> seen.add("committed"));
                    tx.later("INSERT INTO thing VALUES (41, 'gone')");
                    tx.later("INSERT INTO thing VALUES (42, 'much too long')");
                    tx.later("INSERT INTO thing VALUES (43, 'gone')");
                }));

        assertEquals("short", violated.constraint());
        assertEquals(List.of(), seen);
        assertEquals(
                List.of(), database.query("SELECT id FROM thing WHERE id BETWEEN 40 AND 49", row -> row.number("id")));
    }

    /// The driver prepares each of them once, and the same ones serve again.
    @Test
    void whatWaitsIsPreparedAsAnyStatement() {
        for (int i = 0; i < 20; i++) {
            long id = 50L + i;
            database.run(tx -> {
                tx.later("INSERT INTO thing VALUES (?, ?)", id, "x");
                tx.later("DELETE FROM thing WHERE id = ?", id);
            });
        }
        var prepared = database.query(
                "SELECT statement FROM pg_prepared_statements WHERE statement ~ '^(INSERT INTO|DELETE FROM) thing'",
                row -> row.text("statement"));

        assertEquals(2, prepared.size(), prepared::toString);
    }

    @Test
    void errorsSayWhoIsToBlame() {
        var violated = assertThrows(
                ConstraintViolated.class, () -> database.update("INSERT INTO thing VALUES (1, 'much too long')"));
        assertEquals("short", violated.constraint());
        assertThrows(IllegalStateException.class, () -> database.update("INSERT INTO nowhere VALUES (1)"));
        assertThrows(
                DatabaseUnavailable.class,
                () -> database.update("DO $$ BEGIN RAISE EXCEPTION 'full' USING ERRCODE = '53100'; END $$"));
    }

    @Test
    void aDatabaseThatIsAwayIsUnavailable() {
        var nowhere = new DatabaseSettings(
                "jdbc:postgresql://127.0.0.1:1/none",
                "nobody",
                "",
                1,
                settings.connectTimeout(),
                settings.statementTimeout());

        assertThrows(DatabaseUnavailable.class, () -> Database.open(nowhere, "example"));
    }

    @Test
    void aBatchWritesManyRows() {
        database.batch(
                "INSERT INTO thing VALUES (?, ?)",
                List.of(new Object[] {200L, "a"}, new Object[] {201L, "b"}, new Object[] {202L, "c"}));

        assertEquals(
                3L,
                database.queryOne("SELECT count(*) AS n FROM thing WHERE id >= 200", row -> row.number("n"))
                        .orElseThrow());
    }
}
