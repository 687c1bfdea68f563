package org.posthorn.mailbox.pop3.maildrop;

import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.posthorn.events.AccountId;
import org.posthorn.runtime.sql.Database;

/// Exclusive locks of maildrops, across all processes of the service (RFC 1939 §3): rows that their process
/// renews while it has a session for them. What a killed process held is free 90 seconds later, and so is what could
/// not be given back.
public final class MaildropLocks {
    /// Locks are renewed at least so often.
    public static final long RENEW_MILLIS = 30_000;

    private static final String TAKE = """
            INSERT INTO maildrop_lock (account, holder, until) VALUES (?, ?, now() + interval '90 s')
            ON CONFLICT (account) DO UPDATE SET holder = excluded.holder, until = excluded.until
             WHERE maildrop_lock.until < now()
            """;
    private static final String RELEASE = "DELETE FROM maildrop_lock WHERE account = ? AND holder = ?";
    private static final String RENEW =
            "UPDATE maildrop_lock SET until = now() + interval '90 s' WHERE holder = ? AND account = ANY (?)";
    private static final String RELEASE_ALL = "DELETE FROM maildrop_lock WHERE holder = ?";

    private final Database database;
    private final UUID holder = UUID.randomUUID();
    private final Set<AccountId> held = ConcurrentHashMap.newKeySet();

    public MaildropLocks(Database database) {
        this.database = database;
    }

    /// @return false when another session has it
    public boolean take(AccountId account) {
        boolean taken = database.update(TAKE, account, holder) == 1;
        if (taken) {
            held.add(account);
        }
        return taken;
    }

    public void release(AccountId account) {
        held.remove(account);
        database.update(RELEASE, account, holder);
    }

    /// Keeps the locks that sessions of this process have.
    public void renew() {
        database.update(RENEW, holder, held.stream().mapToLong(AccountId::value).toArray());
    }

    public void releaseAll() {
        database.update(RELEASE_ALL, holder);
    }
}
