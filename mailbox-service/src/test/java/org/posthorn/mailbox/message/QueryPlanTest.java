package org.posthorn.mailbox.message;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.AccountId;
import org.posthorn.mailbox.RunningMailbox;
import org.posthorn.mailbox.change.Notices;
import org.posthorn.mailbox.imap.connection.Stores;
import org.posthorn.mailbox.imap.grammar.Command.FlagChange;
import org.posthorn.mailbox.imap.store.AppendStore.Message;
import org.posthorn.mailbox.imap.store.FlagStore;
import org.posthorn.mailbox.imap.store.MessageStore.Wanted;
import org.posthorn.mailbox.imap.store.TransferStore;
import org.posthorn.mailbox.message.MessageStore.View;
import org.posthorn.mailbox.search.WordIndex;
import org.posthorn.mailbox.transfer.Exports;
import org.posthorn.runtime.outbox.Outbox;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
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

    private static final String FOLDERS = """
            INSERT INTO folder (account, folder, name, uid_validity, uid_next)
            VALUES (2, 1, 'INBOX', 1, 30000), (2, 2, 'Other', 1, 30000), (2, 3, 'Third', 1, 30000)
            """;
    private static final String WHOLE_READS = """
            SELECT sum(seq_scan)::bigint AS n FROM pg_stat_user_tables
             WHERE schemaname = 'mailbox' AND relname IN ('message', 'content', 'expunged', 'thread_key')
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
        assertTrue(plan(MessageStore.THREAD, 1L, 7L, 50L, 100).contains("message_by_conversation"));
    }

    @Test
    void theMessagesOfAChangeAreFoundByTheirKeys() {
        assertTrue(plan(ChangeStore.ROWS, 1L, List.of(1L, 2L, 3L)).contains("message_pkey"));
    }

    /// IMAP's statements as they run, by what PostgreSQL counts: none reads a table of mail from end to end.
    @Test
    void nothingThatImapAsksReadsAWholeTable() {
        var settings = mailbox.service().bean(Settings.class).get(DatabaseSettings.class);
        try (var database = Database.open(settings.withPoolSize(1), "mailbox")) {
            var stores = Stores.of(database, new Outbox(), new Notices(), () -> true);
            var account = new AccountId(2);
            database.update(FOLDERS);
            database.update("INSERT INTO mailbox (account, next_message, mod_seq) VALUES (2, 30000, 30000)");
            long before = wholeReads(database);

            var inbox = stores.folders().byName(database, account, "INBOX").orElseThrow();
            var some = new long[] {3_000, 6_000, 9_000};
            stores.uidLists().uids(database, account, inbox);
            stores.views().since(database, account, 1, 19_990);
            stores.views().gone(database, account, 1, 19_990);
            stores.folders().deleted(database, account, 1);
            stores.messages().rows(database, new Wanted(account, 1, some, false), true);
            stores.messages().rows(database, new Wanted(account, 1, some, true), true);
            stores.messages().octets(database, account, 1, List.of(3_000L));
            for (var uids : List.of(some, new long[] {4_000})) {
                stores.flags().store(flagging(account, uids));
                stores.transfers().copy(new TransferStore.Wanted(account, inbox, uids, "Other"));
                stores.transfers().move(new TransferStore.Wanted(account, inbox, uids, "Other"));
            }
            stores.expunges().expunge(account, 1, Optional.empty());
            var octets = "Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII);
            var message = new Message(0, List.of(), Instant.now(), octets, Analysis.of(octets));
            stores.appends().append(account, "INBOX", List.of(message, message));
            stores.appends().append(account, "INBOX", List.of(message));
            new Exports(stores).states(2, 1, 100, 50);

            assertEquals(before, wholeReads(database));
        }
    }

    private static FlagStore.Wanted flagging(AccountId account, long[] uids) {
        return new FlagStore.Wanted(account, 1, uids, FlagChange.ADD, Flags.ANSWERED, List.of(), Optional.empty());
    }

    private static long wholeReads(Database database) {
        database.query("SELECT pg_stat_force_next_flush()", _ -> "");
        return database.queryOne(WHOLE_READS, row -> row.number("n")).orElseThrow();
    }

    @Test
    void whatTheIndexOfWordsFindsIsNotComparedWithEachMessageOfTheFolder() {
        var sql = "SELECT m.uid FROM message m WHERE m.account = ? AND m.folder = ? AND " + WordIndex.AMONG;
        var plan = plan(sql, 1L, 2L, new long[] {7});
        assertTrue(plan.contains("Hash"), plan);
        assertFalse(plan.contains("= ANY"), plan);
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
