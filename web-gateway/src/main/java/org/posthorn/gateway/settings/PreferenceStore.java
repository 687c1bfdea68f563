package org.posthorn.gateway.settings;

import org.posthorn.events.AccountId;
import org.posthorn.runtime.sql.Database;

/// What people chose, in PostgreSQL.
public final class PreferenceStore {
    private static final String SIGNATURE = "SELECT signature FROM preference WHERE account = ?";
    private static final String SIGN = """
        INSERT INTO preference (account, signature) VALUES (?, ?)
        ON CONFLICT (account) DO UPDATE SET signature = excluded.signature
        """;

    private final Database database;

    public PreferenceStore(Database database) {
        this.database = database;
    }

    /// The text below the account's messages; empty when there is none.
    public String signature(AccountId account) {
        return database.queryOne(SIGNATURE, row -> row.text("signature"), account)
                .orElse("");
    }

    void sign(AccountId account, String signature) {
        database.update(SIGN, account, signature);
    }
}
