package org.posthorn.mailbox.quota;

import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.runtime.sql.Sql;
import org.posthorn.runtime.sql.Transaction;

/// Mailboxes whose level changed since it was last told.
final class QuotaWatchStore {
    static final String TO_TELL =
            "SELECT account FROM mailbox WHERE quota_level <> quota_told ORDER BY account LIMIT ?";
    private static final String ACCOUNT =
            "SELECT primary_address FROM account WHERE account = ? FOR UPDATE SKIP LOCKED";
    private static final String LOCK = """
            SELECT quota_level, quota_told, quota_warned FROM mailbox WHERE account = ? FOR UPDATE
            """;
    private static final String TOLD = "UPDATE mailbox SET quota_told = ?, quota_warned = ? WHERE account = ?";

    /// A locked mailbox.
    ///
    /// @param told   the level that the directory knows
    /// @param warned the highest level that its owner was warned of
    record Watched(QuotaLevel level, QuotaLevel told, QuotaLevel warned) {}

    List<AccountId> toTell(Sql sql, int limit) {
        return sql.query(TO_TELL, row -> new AccountId(row.number("account")), limit);
    }

    /// The address of a locked account; empty while another process has it.
    Optional<String> lockAccount(Transaction tx, AccountId account) {
        return tx.queryOne(ACCOUNT, row -> row.text("primary_address"), account);
    }

    Optional<Watched> lock(Transaction tx, AccountId account) {
        return tx.queryOne(
                LOCK,
                row -> new Watched(
                        QuotaLevel.of(row.integer("quota_level")),
                        QuotaLevel.of(row.integer("quota_told")),
                        QuotaLevel.of(row.integer("quota_warned"))),
                account);
    }

    void told(Transaction tx, AccountId account, QuotaLevel level, QuotaLevel warned) {
        tx.update(TOLD, level.number(), warned.number(), account);
    }
}
