package org.posthorn.mailbox.message;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.mailbox.RunningMailbox;
import org.posthorn.mailbox.message.MessageStore.View;
import org.posthorn.runtime.sql.Database;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

/// What a list or a change costs does not grow with the mailbox: each query takes its rows from an index, in its order.
@WithBacking
class QueryPlanTest {
    private static final String FILL_CONTENT = """
            INSERT INTO mailbox.content (account, content, hash, copies, octets, author, author_address, recipients,
                                         subject, preview, attachments, structure)
            SELECT a, n, int8send(n), 1, 'x', 'a', 'a@b', '{}', 's', 'p', false, 'x'
              FROM generate_series(1, 5) a, generate_series(1, 20000) n
            """;
    private static final String FILL_MESSAGES = """
            INSERT INTO mailbox.message (account, message, folder, uid, mod_seq, flags, received_at, size, content,
                                         thread)
            SELECT a, n, 1 + n % 3, n, n, CASE WHEN n % 50 = 0 THEN 4 ELSE 1 END,
                   '2026-01-01Z'::timestamptz + n * interval '1 minute', 10, n, n
              FROM generate_series(1, 5) a, generate_series(1, 20000) n
            """;

    @TempDir
    static Path directory;

    private static RunningMailbox mailbox;

    @BeforeAll
    static void fill(TestDatabase database, TestKafka kafka) throws Exception {
        mailbox = new RunningMailbox(database, kafka, directory);
        database.execute(FILL_CONTENT, FILL_MESSAGES, "ANALYZE mailbox.content", "ANALYZE mailbox.message");
    }

    @AfterAll
    static void stop() {
        mailbox.close();
    }

    @Test
    void aPageOfAFolderIsReadInTheOrderOfItsIndex() {
        var plan = plan(MessageStore.ALL, 1L, 2L, Instant.parse("2026-01-10T00:00:00Z"), 5L, 50);
        assertUses(plan, "message_by_date");
    }

    @Test
    void unreadMessagesHaveAnIndexOfTheirOwn() {
        assertUses(plan(MessageStore.UNREAD, 1L, 2L, MessageStore.Place.TOP.date(), 5L, 50), "message_unseen");
    }

    @Test
    void starredMessagesHaveAnIndexOfTheirOwn() {
        assertUses(plan(MessageStore.STARRED, 1L, 2L, MessageStore.Place.TOP.date(), 5L, 50), "message_flagged");
    }

    @Test
    void aPageOfConversationsStopsAtItsLastRow() {
        for (var view : View.values()) {
            var top = MessageStore.Place.TOP;
            var plan = plan(ConversationStore.page(view), 1L, 2L, top.date(), top.message(), 50, 1L, 100);
            assertTrue(plan.contains("Backward"), plan);
            assertTrue(plan.contains("message_by_conversation"), plan);
            assertFalse(plan.contains("Seq Scan on message"), plan);
        }
    }

    @Test
    void aMessageIsFoundByItsKey() {
        assertUses(plan(MessageStore.WHOLE, 1L, 7L), "message_pkey");
    }

    @Test
    void aConversationIsFoundByItsIndex() {
        assertTrue(plan(MessageStore.THREAD, 1L, 7L, 100).contains("message_by_conversation"));
    }

    @Test
    void theMessagesOfAChangeAreFoundByTheirKeys() {
        assertTrue(plan(ChangeStore.ROWS, 1L, List.of(1L, 2L, 3L)).contains("message_pkey"));
    }

    private static void assertUses(String plan, String index) {
        assertTrue(plan.contains(index), plan);
        assertFalse(plan.contains("Seq Scan"), plan);
        assertFalse(plan.contains("Sort"), plan);
    }

    private static String plan(String sql, @Nullable Object... arguments) {
        var rows = mailbox.service()
                .bean(Database.class)
                .query("EXPLAIN " + sql, row -> row.text("QUERY PLAN"), arguments);
        return String.join("\n", rows);
    }
}
