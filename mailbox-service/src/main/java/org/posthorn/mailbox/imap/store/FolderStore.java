package org.posthorn.mailbox.imap.store;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.mailbox.folder.SpecialUse;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Sql;

/// Folders as IMAP sees them; counters are columns, never counted.
public final class FolderStore {
    private static final String SELECT = """
            SELECT f.folder, f.name, f.special_use, coalesce(s.wanted, true) AS subscribed, f.uid_validity, f.uid_next,
                   f.mod_seq, f.messages, f.unseen, f.bytes, f.gone_since
              FROM folder f LEFT JOIN subscription s ON s.account = f.account AND s.name = f.name
             WHERE f.account = ?
            """;
    private static final String ALL = SELECT + " ORDER BY f.special_use = 'INBOX' DESC NULLS LAST, f.name";
    private static final String BY_NAME = SELECT + " AND f.name = ?";
    private static final String BY_ID = SELECT + " AND f.folder = ?";
    private static final String LOST_SUBSCRIPTIONS = """
            SELECT s.name FROM subscription s
             WHERE s.account = ? AND s.wanted
               AND NOT EXISTS (SELECT FROM folder f WHERE f.account = s.account AND f.name = s.name)
             ORDER BY s.name
            """;
    private static final String DELETED = """
            SELECT count(*) AS messages, coalesce(sum(size), 0)::bigint AS bytes FROM message
             WHERE account = ? AND folder = ? AND flags & 8 <> 0
            """;
    private static final String SUBSCRIBE = """
            INSERT INTO subscription (account, name, wanted) VALUES (?, ?, ?)
            ON CONFLICT (account, name) DO UPDATE SET wanted = excluded.wanted
            """;
    private static final String QUOTA = """
            SELECT bytes, messages, quota_bytes, quota_messages FROM mailbox WHERE account = ?
            """;

    /// What is held.
    ///
    /// @param bytes octets of messages
    public record Usage(long bytes, long messages) {}

    /// What an account holds, and how much it may; 0 is without limit.
    public record Quota(Usage used, Usage most) {}

    public List<FolderRow> all(Sql sql, AccountId account) {
        return sql.query(ALL, FolderStore::read, account);
    }

    public Optional<FolderRow> byName(Sql sql, AccountId account, String name) {
        return sql.queryOne(BY_NAME, FolderStore::read, account, name);
    }

    public Optional<FolderRow> byId(Sql sql, AccountId account, long folder) {
        return sql.queryOne(BY_ID, FolderStore::read, account, folder);
    }

    /// Names that are subscribed and have no folder.
    public List<String> lostSubscriptions(Sql sql, AccountId account) {
        return sql.query(LOST_SUBSCRIPTIONS, row -> row.text("name"), account);
    }

    /// What is marked `\Deleted` in a folder.
    public Usage deleted(Sql sql, AccountId account, long folder) {
        return sql.queryOne(DELETED, row -> new Usage(row.number("bytes"), row.number("messages")), account, folder)
                .orElseThrow();
    }

    public void subscribe(Sql sql, AccountId account, String name, boolean wanted) {
        sql.update(SUBSCRIBE, account, name, wanted);
    }

    /// Empty when the account is gone.
    public Optional<Quota> quota(Sql sql, AccountId account) {
        return sql.queryOne(
                QUOTA,
                row -> new Quota(
                        new Usage(row.number("bytes"), row.number("messages")),
                        new Usage(row.number("quota_bytes"), row.number("quota_messages"))),
                account);
    }

    private static FolderRow read(Row row) throws SQLException {
        return new FolderRow(
                row.number("folder"),
                row.text("name"),
                row.optionalText("special_use").map(SpecialUse::valueOf),
                row.flag("subscribed"),
                row.number("uid_validity"),
                row.number("uid_next"),
                row.number("mod_seq"),
                row.number("messages"),
                row.number("unseen"),
                row.number("bytes"),
                row.number("gone_since"));
    }
}
