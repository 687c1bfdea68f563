package org.posthorn.mailbox.account;

import java.util.List;
import org.posthorn.events.AccountId;
import org.posthorn.runtime.sql.Sql;

/// Rows of senders that accounts were granted.
final class SenderStore {
    private static final String OF = "SELECT sender FROM send_as WHERE account = ? ORDER BY sender";
    private static final String ADD = "INSERT INTO send_as (account, sender) VALUES (?, ?) ON CONFLICT DO NOTHING";
    private static final String REMOVE = "DELETE FROM send_as WHERE account = ? AND sender = ?";
    private static final String CHANGED = """
            UPDATE account SET version = nextval('directory_version') WHERE account = ?
            """;

    List<String> of(Sql sql, AccountId account) {
        return sql.query(OF, row -> row.text("sender"), account);
    }

    void add(Sql sql, AccountId account, String sender) {
        sql.update(ADD, account, sender);
    }

    boolean remove(Sql sql, AccountId account, String sender) {
        return sql.update(REMOVE, account, sender) > 0;
    }

    /// The directory's entry of the account is another one now.
    void changed(Sql sql, AccountId account) {
        sql.update(CHANGED, account);
    }
}
