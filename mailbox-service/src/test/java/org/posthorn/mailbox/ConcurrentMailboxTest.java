package org.posthorn.mailbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.type.TypeReference;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.MessageId;
import org.posthorn.events.api.MailApi.Expunge;
import org.posthorn.events.api.MailApi.FlagChange;
import org.posthorn.events.api.MailApi.MessageRow;
import org.posthorn.events.api.MailApi.Move;
import org.posthorn.events.api.MailApi.Moved;
import org.posthorn.events.api.Page;
import org.posthorn.runtime.sql.Database;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

/// Deliveries and changes of one mailbox at the same time.
@WithBacking
class ConcurrentMailboxTest {
    private static final String UIDS =
            "SELECT uid, mod_seq FROM mailbox.message WHERE account = ? AND folder = 1 ORDER BY uid";
    private static final String WRONG_COUNTERS = """
            SELECT count(*) FROM mailbox.folder f
             WHERE f.account = ? AND (f.messages, f.unseen, f.bytes) <> (
                   SELECT count(*), count(*) FILTER (WHERE m.flags & 1 = 0), coalesce(sum(m.size), 0)
                     FROM mailbox.message m WHERE m.account = f.account AND m.folder = f.folder)
            """;
    private static final String WRONG_COPIES = """
            SELECT count(*) FROM mailbox.content c
             WHERE c.account = ? AND c.copies <> (
                   SELECT count(*) FROM mailbox.message m WHERE m.account = c.account AND m.content = c.content)
            """;

    @TempDir
    static Path directory;

    private static RunningMailbox mailbox;

    @BeforeAll
    static void start(TestDatabase database, TestKafka kafka) {
        mailbox = new RunningMailbox(database, kafka, directory);
    }

    @AfterAll
    static void stop() {
        mailbox.close();
    }

    @Test
    void countersStayRightAndUidsAppearInTheirOrder() throws Exception {
        long account = mailbox.account("busy");
        long other = mailbox.account("other");
        var done = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var deliveries = new ArrayList<Future<?>>();
            for (int worker = 0; worker < 3; worker++) {
                deliveries.add(threads.submit(() -> deliver(account, other)));
            }
            var changes = threads.submit(() -> change(account, done));
            var watch = threads.submit(() -> watch(account, done));
            for (var delivery : deliveries) {
                delivery.get();
            }
            done.set(true);
            changes.get();
            assertTrue(watch.get() > 0, "the watcher saw nothing");
        }

        assertEquals(0, count(WRONG_COUNTERS, account));
        assertEquals(0, count(WRONG_COUNTERS, other));
        assertEquals(0, count(WRONG_COPIES, account));
        assertEquals(0, count("""
                SELECT count(*) FROM mailbox.mailbox b WHERE b.account = ? AND (b.messages, b.bytes) <> (
                       SELECT count(*), coalesce(sum(size), 0) FROM mailbox.message m WHERE m.account = b.account)
                """, account));
    }

    /// Batches that lock both accounts, in either order.
    private static void deliver(long account, long other) {
        for (int i = 0; i < 25; i++) {
            mailbox.file(delivery(account, i), delivery(other, i), delivery(account, i));
            mailbox.file(delivery(other, i), delivery(account, i));
        }
    }

    private static Delivery delivery(long account, int i) {
        return Delivery.of(MessageId.next(Instant.now()), account, "Subject: m" + i % 3 + "\n\nbody " + i % 3 + "\n");
    }

    private static Void change(long account, AtomicBoolean done) {
        var path = "/internal/v1/accounts/" + account + "/";
        while (!done.get()) {
            var page = mailbox.client()
                    .get(path + "folders/inbox/messages?limit=3", new TypeReference<Page<MessageRow>>() {});
            var ids = page.items().stream().map(MessageRow::id).toList();
            if (ids.size() == 3) {
                mailbox.client()
                        .post(path + "messages/flags", new FlagChange(ids.subList(0, 1), List.of("\\Seen"), List.of()));
                mailbox.client().post(path + "messages/move", new Move(ids.subList(1, 2), "trash"), Moved.class);
                mailbox.client().post(path + "messages/expunge", new Expunge(ids.subList(2, 3)));
            }
        }
        return null;
    }

    private record Seen(long uid, long modSeq) {}

    /// Reads as an IMAP client that remembers the highest UID and mod-sequence it saw: nothing may appear below them.
    private static int watch(long account, AtomicBoolean done) {
        var database = mailbox.service().bean(Database.class);
        Callable<List<Seen>> read =
                () -> database.query(UIDS, row -> new Seen(row.number("uid"), row.number("mod_seq")), account);
        var known = new java.util.HashMap<Long, Long>();
        long highestUid = 0;
        long highestModSeq = 0;
        try {
            while (!done.get()) {
                long modSeqBefore = highestModSeq;
                for (var seen : read.call()) {
                    var before = known.put(seen.uid(), seen.modSeq());
                    if (before == null) {
                        assertTrue(seen.uid() > highestUid, "UID " + seen.uid() + " appeared below " + highestUid);
                        highestUid = seen.uid();
                    }
                    if (before == null || before != seen.modSeq()) {
                        assertTrue(seen.modSeq() > modSeqBefore, "a change appeared below " + modSeqBefore);
                        highestModSeq = Math.max(highestModSeq, seen.modSeq());
                    }
                }
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return known.size();
    }

    private static long count(String sql, long account) {
        return mailbox.service()
                .bean(Database.class)
                .queryOne(sql, row -> row.number("count"), account)
                .orElseThrow();
    }
}
