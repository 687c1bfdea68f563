package org.posthorn.mailbox.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.api.MailApi.IndexState;
import org.posthorn.runtime.sql.Sql;
import org.posthorn.runtime.sql.Transaction;

/// Rows of the search index, as who keeps it up writes them.
final class IndexStore {
    private static final String BEGIN = "INSERT INTO search_progress (account) VALUES (?) ON CONFLICT DO NOTHING";
    private static final String LOCK = """
        SELECT indexed, generation, stale FROM search_progress WHERE account = ? FOR UPDATE SKIP LOCKED
        """;
    private static final String NEXT = """
        SELECT content, octet_length(octets) AS size FROM content
         WHERE account = ? AND content > ? ORDER BY content LIMIT ?
        """;
    private static final String OCTETS = """
        SELECT content, substring(octets FROM 1 FOR ?) AS octets FROM content
         WHERE account = ? AND content = ANY (?) ORDER BY content
        """;
    private static final String INSERT_ENTRY = """
        INSERT INTO search_entry (account, content, partial, words) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
        """;
    private static final String INSERT_WORDS = """
        INSERT INTO search_word (account, word) SELECT ?, w FROM unnest(?::text[]) AS w ON CONFLICT DO NOTHING
        """;
    private static final String ADVANCE = "UPDATE search_progress SET indexed = ? WHERE account = ?";
    /// A commit of the index that is lost with a power cut is done again: nobody waits for the disk. The memory is for
    /// what the index by words has pending: emptied in one go, it comes to each word once.
    private static final String SETTINGS =
            "SELECT set_config('synchronous_commit', 'off', true), set_config('work_mem', '32MB', true)";
    private static final String BEHIND = """
        SELECT m.account FROM mailbox m LEFT JOIN search_progress p ON p.account = m.account
         WHERE m.account > ?
           AND (p.stale OR m.messages > 0 AND EXISTS (
                SELECT FROM content c WHERE c.account = m.account AND c.content > coalesce(p.indexed, 0)))
         ORDER BY m.account LIMIT ?
        """;
    private static final String FORGET_ENTRIES = """
        DELETE FROM search_entry WHERE account = ? AND content IN (
               SELECT content FROM search_entry WHERE account = ? LIMIT ?)
        """;
    private static final String FORGET_WORDS = """
        DELETE FROM search_word WHERE account = ? AND word IN (
               SELECT word FROM search_word WHERE account = ? LIMIT ?)
        """;
    private static final String FORGOTTEN = "UPDATE search_progress SET stale = false WHERE account = ?";
    private static final String RESTART = """
        INSERT INTO search_progress (account, generation, stale)
        SELECT account, 1, true FROM mailbox WHERE account = coalesce(?, account)
        ON CONFLICT (account) DO UPDATE
           SET indexed = 0, generation = search_progress.generation + 1, stale = true
        """;
    private static final String STATE = """
        SELECT least(coalesce(p.indexed, 0), n.newest) AS done, n.newest
          FROM (SELECT coalesce(max(content), 0) AS newest FROM content WHERE account = ?) n
          LEFT JOIN search_progress p ON p.account = ?
        """;
    private static final String STATE_OF_ALL = """
        SELECT count(*) AS accounts, count(*) FILTER (WHERE p.stale OR EXISTS (
               SELECT FROM content c WHERE c.account = m.account AND c.content > coalesce(p.indexed, 0))) AS behind
          FROM mailbox m LEFT JOIN search_progress p ON p.account = m.account
        """;
    private static final String ACCOUNTS =
            "SELECT account FROM search_progress WHERE account > ? ORDER BY account LIMIT ?";
    private static final String DROP_STRAYS = """
        DELETE FROM search_entry e
         WHERE account = ? AND NOT EXISTS (
               SELECT FROM content c WHERE c.account = e.account AND c.content = e.content)
        """;

    /// How far an account is indexed, locked.
    ///
    /// @param stale whether rows of an older generation are still there
    record Progress(long indexed, long generation, boolean stale) {}

    /// A content that is next.
    record Next(long content, long size) {}

    /// A content with the octets that are looked into.
    record Octets(long content, byte[] octets) {}

    /// Empty while another process indexes the account.
    Optional<Progress> lock(Transaction tx, long account) {
        tx.ask(SETTINGS, _ -> true);
        tx.later(BEGIN, account);
        return tx.queryOne(
                LOCK, row -> new Progress(row.number("indexed"), row.number("generation"), row.flag("stale")), account);
    }

    List<Next> next(Sql sql, long account, long after, int limit) {
        return sql.query(NEXT, row -> new Next(row.number("content"), row.number("size")), account, after, limit);
    }

    List<Octets> octets(Sql sql, long account, List<Long> contents) {
        return sql.query(
                OCTETS,
                row -> new Octets(row.number("content"), row.bytes("octets")),
                SearchText.SEARCHED,
                account,
                contents);
    }

    void insert(Transaction tx, long account, List<Entry> entries, Collection<String> words) {
        if (!words.isEmpty()) {
            // in one order, so that no two wait for each other
            tx.later(INSERT_WORDS, account, words.stream().sorted().toList());
        }
        List<@Nullable Object[]> rows = new ArrayList<>(entries.size());
        for (var entry : entries) {
            rows.add(new Object[] {account, entry.content(), entry.partial(), hashes(entry)});
        }
        tx.batch(INSERT_ENTRY, rows);
    }

    private static long[] hashes(Entry entry) {
        return entry.hashes().stream().mapToLong(Long::longValue).toArray();
    }

    void advance(Transaction tx, long account, long indexed) {
        tx.later(ADVANCE, indexed, account);
    }

    /// Accounts with contents that are not indexed.
    List<Long> behind(Sql sql, long after, int limit) {
        return sql.query(BEHIND, row -> row.number("account"), after, limit);
    }

    List<Long> accounts(Sql sql, long after, int limit) {
        return sql.query(ACCOUNTS, row -> row.number("account"), after, limit);
    }

    /// From now on nothing of the account, or of any, counts as indexed.
    ///
    /// @return of how many accounts
    int restart(Sql sql, Optional<Long> account) {
        return sql.update(RESTART, account);
    }

    /// Deletes some rows of an account's older generation.
    ///
    /// @return whether there may be more, so that nobody may add to it yet
    boolean forget(Transaction tx, long account, int limit) {
        if (lock(tx, account).filter(Progress::stale).isEmpty()) {
            return false;
        }
        int entries = tx.update(FORGET_ENTRIES, account, account, limit);
        int words = tx.update(FORGET_WORDS, account, account, limit);
        if (entries == limit || words == limit) {
            return true;
        }
        tx.later(FORGOTTEN, account);
        return false;
    }

    /// How far an account is: content numbers.
    IndexState state(Sql sql, long account) {
        return sql.queryOne(STATE, row -> new IndexState(row.number("done"), row.number("newest")), account, account)
                .orElseThrow();
    }

    /// How far all are: accounts.
    IndexState state(Sql sql) {
        return sql.queryOne(
                        STATE_OF_ALL,
                        row -> new IndexState(row.number("accounts") - row.number("behind"), row.number("accounts")))
                .orElseThrow();
    }

    /// Deletes what the index has of contents that are gone.
    int dropStrays(Sql sql, long account) {
        return sql.update(DROP_STRAYS, account);
    }
}
