package org.posthorn.mailbox.folder;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.AccountId;
import org.posthorn.runtime.sql.Transaction;

/// What an account has from the start: its counters and the folders of special use.
public final class NewMailbox {
    private static final String MAILBOX = "INSERT INTO mailbox (account, next_folder) VALUES (?, ?)";
    /// A UIDVALIDITY is never used again for the same name (RFC 9051 §2.3.1.1): seconds since 2020 serve.
    private static final String FOLDER = """
            INSERT INTO folder (account, folder, name, special_use, uid_validity)
            VALUES (?, ?, ?, ?, extract(epoch FROM now())::bigint - 1577836800)
            """;

    private NewMailbox() {}

    public static void make(Transaction tx, AccountId account) {
        var uses = SpecialUse.values();
        tx.update(MAILBOX, account, uses.length + 1L);
        List<@Nullable Object[]> folders = new ArrayList<>();
        for (int i = 0; i < uses.length; i++) {
            folders.add(new Object[] {account, i + 1L, uses[i].folderName(), uses[i]});
        }
        tx.batch(FOLDER, folders);
    }
}
