package org.posthorn.mailbox.message;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.posthorn.events.MessageId;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.service.Running;
import org.posthorn.runtime.sql.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Erases the mail of deleted accounts, some thousand rows at a time, and forgets deliveries that are too old to come
/// again: the log keeps records for days, this for months.
public final class Erasure implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(Erasure.class);
    private static final String ERASED = "SELECT account FROM erasure ORDER BY since LIMIT 100";
    private static final List<String> CHUNKS = List.of("""
        DELETE FROM message WHERE account = ? AND message IN (
               SELECT message FROM message WHERE account = ? LIMIT ?)
        """, """
        DELETE FROM content WHERE account = ? AND content IN (
               SELECT content FROM content WHERE account = ? LIMIT ?)
        """, """
        DELETE FROM search_block WHERE account = ? AND (segment, block) IN (
               SELECT segment, block FROM search_block WHERE account = ? LIMIT ?)
        """, """
        DELETE FROM thread_key WHERE account = ? AND key IN (
               SELECT key FROM thread_key WHERE account = ? LIMIT ?)
        """);
    private static final List<String> RESTS = List.of(
            "DELETE FROM annotation WHERE account = ?",
            "DELETE FROM folder WHERE account = ?",
            "DELETE FROM expunged WHERE account = ?",
            "DELETE FROM subscription WHERE account = ?",
            // waits for who indexes the account; then nothing is added any more, since no contents are left
            "DELETE FROM search_progress WHERE account = ?",
            "DELETE FROM search_block WHERE account = ?",
            "DELETE FROM search_segment WHERE account = ?",
            "DELETE FROM search_partial WHERE account = ?",
            "DELETE FROM maildrop_lock WHERE account = ?",
            "DELETE FROM imported WHERE account = ?",
            "DELETE FROM restore_folder WHERE account = ?",
            "DELETE FROM restore WHERE account = ?",
            "DELETE FROM delivered WHERE account = ?",
            "DELETE FROM erasure WHERE account = ?");
    private static final String ACCOUNTS_AFTER =
            "SELECT account FROM mailbox WHERE account > ? ORDER BY account LIMIT 1000";
    private static final String FORGET = "DELETE FROM delivered WHERE account = ? AND message_id < ?";
    private static final int CHUNK = 2_000;
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration BETWEEN_FORGETTING = Duration.ofHours(12);

    private final Database database;
    private final Duration keepDelivered;
    private final InstantSource clock;
    private final Thread thread = Thread.ofVirtual().name("erasure").unstarted(this::live);
    private volatile boolean stopping;

    public Erasure(Database database, Duration keepDelivered, InstantSource clock) {
        this.database = database;
        this.keepDelivered = keepDelivered;
        this.clock = clock;
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void live() {
        Instant nextForgetting = clock.instant();
        while (!stopping) {
            try {
                erase();
                if (!clock.instant().isBefore(nextForgetting)) {
                    forget();
                    nextForgetting = clock.instant().plus(BETWEEN_FORGETTING);
                }
            } catch (EnvironmentFailure e) {
                LOG.warn("erasure-waits reason={}", e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("erasure-failed", e);
            }
            try {
                Thread.sleep(PAUSE);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /// Erases everything of the accounts that were deleted.
    public void erase() {
        for (long account : database.query(ERASED, row -> row.number("account"))) {
            for (var chunk : CHUNKS) {
                int erased = CHUNK;
                while (erased > 0) {
                    erased = database.update(chunk, account, account, CHUNK);
                }
            }
            database.run(tx -> RESTS.forEach(rest -> tx.update(rest, account)));
            LOG.info("account-erased account={}", account);
        }
    }

    /// Forgets deliveries of messages that were accepted long ago.
    void forget() {
        var eldest = MessageId.next(clock.instant().minus(keepDelivered)).value();
        long last = 0;
        while (true) {
            var accounts = database.query(ACCOUNTS_AFTER, row -> row.number("account"), last);
            if (accounts.isEmpty()) {
                return;
            }
            accounts.forEach(account -> database.update(FORGET, account, eldest));
            last = accounts.getLast();
        }
    }
}
