package org.posthorn.gateway.trace;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

/// 5,000 messages: `subject:each` in all, `subject:half` in every second one, `subject:old` in the three oldest.
@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TraceStoreTest {
    private static final String FILL = """
            INSERT INTO trace_message (id, recipients, terms)
            SELECT lpad(n::text, 26, '0'), '{}',
                   ARRAY['subject:each', 'id:<' || n || '@x>']
                   || CASE WHEN n % 2 = 0 THEN ARRAY['subject:half'] ELSE ARRAY[]::text[] END
                   || CASE WHEN n <= 3 THEN ARRAY['subject:old'] ELSE ARRAY[]::text[] END
              FROM generate_series(1, 5000) n
            """;

    private Database database;
    private TraceStore store;

    @BeforeAll
    void fill(TestDatabase test) {
        var settings = Settings.of(
                "database.url=" + test.jdbcUrl(),
                "database.user=" + test.user(),
                "database.password=" + test.password());
        database = Database.open(settings.get(DatabaseSettings.class), "gateway");
        database.update(FILL);
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
                .map(found -> Integer.parseInt(found.entry().id().value()))
                .toList();
    }

    private static String id(int n) {
        return "%026d".formatted(n);
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
    void bothKeepToTheTimeThatIsAskedFor() {
        assertEquals(List.of(98, 96), found(search(id(95), id(100), "half")));
        assertEquals(List.of(2), found(search(id(2), id(3), "old")));
    }

    @Test
    void oneMessageIsNamedByItsField() {
        var named = new TraceSearch(List.of("id:<17@x>"), List.of(), "", "~");

        assertTrue(named.namesOne());
        assertFalse(search("", "~", "old").namesOne());
        assertEquals(List.of(17), found(named));
    }

    @Test
    void withoutWordsTheNewestAreListed() {
        assertEquals(List.of(5000, 4999, 4998, 4997), found(search("", "~")));
    }
}
