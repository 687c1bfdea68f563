package org.posthorn.mailbox.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.runtime.sql.Sql;
import org.posthorn.runtime.sql.Transaction;

/// Rows of the search index, as who keeps it up writes them.
final class IndexStore {
    private static final String BEGIN = "INSERT INTO search_progress (account) VALUES (?) ON CONFLICT DO NOTHING";
    private static final String LOCK = """
        SELECT indexed, generation FROM search_progress WHERE account = ? FOR UPDATE SKIP LOCKED
        """;
    private static final String NEXT = """
        SELECT content, octet_length(octets) AS size FROM content
         WHERE account = ? AND content > ? ORDER BY content LIMIT ?
        """;
    private static final String OCTETS = "SELECT content, octets FROM content WHERE account = ? AND content = ANY (?)";
    private static final String INSERT_ENTRY = """
        INSERT INTO search_entry (account, content, partial, words) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING
        """;
    private static final String INSERT_WORDS = """
        INSERT INTO search_word (account, word) SELECT ?, w FROM unnest(?::text[]) AS w ON CONFLICT DO NOTHING
        """;
    private static final String ADVANCE = "UPDATE search_progress SET indexed = ? WHERE account = ?";
    /// A commit of the index that is lost with a power cut is done again: nobody waits for the disk.
    private static final String NO_WAIT = "SET LOCAL synchronous_commit = off";
    private static final String BEHIND = """
        SELECT m.account FROM mailbox m LEFT JOIN search_progress p ON p.account = m.account
         WHERE m.account > ? AND m.messages > 0
           AND EXISTS (SELECT FROM content c WHERE c.account = m.account AND c.content > coalesce(p.indexed, 0))
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
    private static final String RESTART = """
        INSERT INTO search_progress (account, generation) VALUES (?, 1)
        ON CONFLICT (account) DO UPDATE SET indexed = 0, generation = search_progress.generation + 1
        """;
    private static final String ACCOUNTS = "SELECT account FROM mailbox WHERE account > ? ORDER BY account LIMIT ?";

    /// How far an account is indexed, locked.
    record Progress(long indexed, long generation) {}

    /// A content that is next.
    record Next(long content, long size) {}

    /// A content with its octets.
    record Octets(long content, byte[] octets) {}

    /// Empty while another process indexes the account.
    Optional<Progress> lock(Transaction tx, long account) {
        tx.update(NO_WAIT);
        tx.update(BEGIN, account);
        return tx.queryOne(LOCK, row -> new Progress(row.number("indexed"), row.number("generation")), account);
    }

    List<Next> next(Sql sql, long account, long after, int limit) {
        return sql.query(NEXT, row -> new Next(row.number("content"), row.number("size")), account, after, limit);
    }

    List<Octets> octets(Sql sql, long account, List<Long> contents) {
        return sql.query(OCTETS, row -> new Octets(row.number("content"), row.bytes("octets")), account, contents);
    }

    void insert(Transaction tx, long account, List<Entry> entries, Collection<String> words) {
        if (!words.isEmpty()) {
            // in one order, so that no two wait for each other
            tx.update(INSERT_WORDS, account, words.stream().sorted().toList());
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
        tx.update(ADVANCE, indexed, account);
    }

    /// Accounts with contents that are not indexed.
    List<Long> behind(Sql sql, long after, int limit) {
        return sql.query(BEHIND, row -> row.number("account"), after, limit);
    }

    List<Long> accounts(Sql sql, long after, int limit) {
        return sql.query(ACCOUNTS, row -> row.number("account"), after, limit);
    }

    /// From now on nothing of the account counts as indexed.
    void restart(Transaction tx, long account) {
        tx.update(RESTART, account);
    }

    /// Deletes some rows of an account.
    ///
    /// @return whether there may be more
    boolean forget(Sql sql, long account, int limit) {
        int entries = sql.update(FORGET_ENTRIES, account, account, limit);
        int words = sql.update(FORGET_WORDS, account, account, limit);
        return entries == limit || words == limit;
    }
}
