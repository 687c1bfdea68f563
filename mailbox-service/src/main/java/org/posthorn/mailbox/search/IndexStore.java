package org.posthorn.mailbox.search;

import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.MailApi.IndexState;
import org.posthorn.runtime.sql.Sql;
import org.posthorn.runtime.sql.Transaction;

/// How far the index is, and what there is to index.
final class IndexStore {
    private static final String BEGIN = "INSERT INTO search_progress (account) VALUES (?) ON CONFLICT DO NOTHING";
    private static final String LOCK = """
        SELECT indexed, segment, stale FROM search_progress WHERE account = ? FOR UPDATE
        """;
    private static final String NEXT = """
        SELECT content, octet_length(octets) AS size FROM content
         WHERE account = ? AND content > ? ORDER BY content LIMIT ?
        """;
    private static final String OCTETS = """
        SELECT content, substring(octets FROM 1 FOR ?) AS octets FROM content
         WHERE account = ? AND content = ANY (?) ORDER BY content
        """;
    private static final String ADVANCE = "UPDATE search_progress SET indexed = ?, segment = ? WHERE account = ?";
    /// A commit of the index that is lost with a power cut is done again: nobody waits for the disk.
    private static final String NOBODY_WAITS = "SET LOCAL synchronous_commit = off";
    private static final String BEHIND = """
        SELECT m.account FROM mailbox m LEFT JOIN search_progress p ON p.account = m.account
         WHERE m.account > ?
           AND (p.stale OR m.messages > 0 AND EXISTS (
                SELECT FROM content c WHERE c.account = m.account AND c.content > coalesce(p.indexed, 0)))
         ORDER BY m.account LIMIT ?
        """;
    private static final String FORGOTTEN = "UPDATE search_progress SET stale = false WHERE account = ?";
    private static final String RESTART = """
        INSERT INTO search_progress (account, stale)
        SELECT account, true FROM mailbox WHERE account = coalesce(?, account)
        ON CONFLICT (account) DO UPDATE SET indexed = 0, stale = true
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
    /// How far an account is indexed, locked.
    ///
    /// @param indexed contents up to here are
    /// @param segment the number of the last segment
    /// @param stale   whether what is there is to be made anew
    record Progress(long indexed, long segment, boolean stale) {}

    /// A content that is next.
    record Next(long content, long size) {}

    /// A content with the octets that are looked into.
    record Octets(long content, byte[] octets) {}

    /// Waits for who else indexes the account.
    Progress lock(Transaction tx, long account) {
        tx.later(NOBODY_WAITS);
        tx.later(BEGIN, account);
        return tx.queryOne(
                        LOCK,
                        row -> new Progress(row.number("indexed"), row.number("segment"), row.flag("stale")),
                        account)
                .orElseThrow();
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

    void advance(Transaction tx, long account, Progress to) {
        tx.later(ADVANCE, to.indexed(), to.segment(), account);
    }

    void forgotten(Transaction tx, long account) {
        tx.later(FORGOTTEN, account);
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
}
