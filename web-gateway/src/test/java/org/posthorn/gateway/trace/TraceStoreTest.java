package org.posthorn.gateway.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

/// 5,000 messages, 200 in each slice of time: `subject:each` in all, `subject:half` in every second one,
/// `subject:seldom` in every thousandth, `subject:old` in the three oldest.
@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TraceStoreTest {
    private static final String FILL = """
            INSERT INTO trace_message (id, recipients, terms)
            SELECT lpad((n / 200)::text, 5, '0') || lpad(n::text, 21, '0'), '{}',
                   ARRAY['subject:each', 'id:<' || n || '@x>'] || ARRAY(SELECT 'reply:' || i FROM generate_series(1, 40) i)
                   || CASE WHEN n % 2 = 0 THEN ARRAY['subject:half'] ELSE ARRAY[]::text[] END
                   || CASE WHEN n % 1000 = 1 THEN ARRAY['subject:seldom'] ELSE ARRAY[]::text[] END
                   || CASE WHEN n <= 3 THEN ARRAY['subject:old'] ELSE ARRAY[]::text[] END
              FROM generate_series(1, 5000) n
            """;

    private static final String LOOKS =
            "SELECT idx_scan FROM pg_stat_user_indexes WHERE indexrelname = 'trace_message_terms'";

    private Database database;
    private TraceStore store;

    @BeforeAll
    void fill(TestDatabase test) {
        var settings = Settings.of(
                "database.url=" + test.jdbcUrl(),
                "database.user=" + test.user(),
                "database.password=" + test.password());
        database = Database.open(settings.get(DatabaseSettings.class).withPoolSize(1), "gateway");
        database.update(FILL);
        database.update("VACUUM ANALYZE trace_message");
        store = new TraceStore(database);
    }

    @AfterAll
    void close() {
        database.close();
    }

    private static TraceSearch search(String since, String before, String... words) {
        var either = List.of(words).stream()
                .map(word -> List.of("from:" + word, "to:" + word, "subject:" + word, "reply:" + word))
                .toList();
        return new TraceSearch(List.of(), either, since, before);
    }

    private List<Integer> found(TraceSearch search) {
        return store.find(search, 4).stream()
                .map(found -> Integer.parseInt(found.entry().id().value().substring(5)))
                .toList();
    }

    private static String id(int n) {
        return "%05d%021d".formatted(n / 200, n);
    }

    @Test
    void commonWordsAreFoundAmongTheNewest() {
        assertEquals(List.of(5000, 4998, 4996, 4994), found(search("", "~", "half")));
        assertEquals(List.of(5000, 4999, 4998, 4997), found(search("", "~", "each")));
    }

    @Test
    void rareWordsAreFoundHoweverOld() {
        assertEquals(List.of(3, 2, 1), found(search("", "~", "old")));
        assertEquals(List.of(2), found(search("", "~", "half", "old")));
        assertEquals(List.of(), found(search("", "~", "each", "nowhere")));
    }

    @Test
    void olderOnesFollowSliceBySliceInTheOrderOfTime() {
        assertEquals(List.of(4001, 3001, 2001, 1001), found(search("", "~", "seldom")));
        assertEquals(List.of(2001, 1001, 1), found(search("", id(2500), "seldom")));
        assertEquals(List.of(1001), found(search(id(1000), id(1500), "seldom")));
    }

    @Test
    void howeverManyWordsAllMustBeThere() {
        assertEquals(List.of(2), found(search("", "~", "half", "old", "each", "half", "each", "each")));
        assertEquals(List.of(), found(search("", "~", "half", "each", "each", "half", "each", "no")));
        assertEquals(List.of(), found(search("", "~", "x", "half", "each", "each", "half", "old")));
    }

    @Test
    void bothKeepToTheTimeThatIsAskedFor() {
        assertEquals(List.of(98, 96), found(search(id(95), id(100), "half")));
        assertEquals(List.of(2), found(search(id(2), id(3), "old")));
    }

    /// By what PostgreSQL counts, in the newest messages, of which none has the word.
    @ParameterizedTest
    @CsvSource({"4, 2000, no", "4, 2001, yes", "60, 2400, no", "60, 2401, yes"})
    void theIndexOfTermsIsAskedOnlyWhereTheRangeGoesBeyondTheNewest(int limit, int messages, String asked) {
        long before = looks();
        assertEquals(List.of(), store.find(search(id(5001 - messages), "~", "nowhere"), limit));
        assertEquals(asked.equals("yes"), looks() > before);
    }

    private long looks() {
        database.query("SELECT pg_stat_force_next_flush()", _ -> "");
        return database.queryOne(LOOKS, row -> row.number("idx_scan")).orElseThrow();
    }

    @Test
    void oneMessageIsFoundByItsMessageIdField() {
        var search =
                TraceSearch.of(field -> Optional.of("<17@x>").filter(_ -> field.equals("q")), Scope.ALL, Instant.EPOCH);
        assertEquals(List.of(17), found(search));
    }

    @Test
    void withoutWordsTheNewestAreListed() {
        assertEquals(List.of(5000, 4999, 4998, 4997), found(search("", "~")));
    }
}
