package org.posthorn.mailbox.account;

import java.util.List;
import org.posthorn.events.AccountId;
import org.posthorn.events.api.AccountApi.Account;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Sql;
import org.posthorn.runtime.sql.Transaction;

/// Addresses that an account may send as beside its own: a shared address, or `*@domain` for a program that sends for
/// a whole domain. They stand in the directory with the account's own, so that every door knows them.
public final class Senders {
    private static final String WHOLE = "*@";
    private static final int MOST = 100;

    private final Database database;
    private final AccountStore accounts = new AccountStore();
    private final SenderStore store = new SenderStore();
    private final Directory directory;
    private final Addresses addresses;

    Senders(Database database, Directory directory, Addresses addresses) {
        this.database = database;
        this.directory = directory;
        this.addresses = addresses;
    }

    public List<String> of(String account) {
        return store.of(database, find(database, account).id());
    }

    /// @param sender an address, here or elsewhere, or `*@domain`
    public List<String> grant(String account, String sender) {
        var granted = read(sender);
        return change(account, (tx, id) -> {
            if (store.of(tx, id).size() >= MOST) {
                throw Refusal.conflict("An account is granted at most " + MOST + " senders.");
            }
            store.add(tx, id, granted);
        });
    }

    public List<String> revoke(String account, String sender) {
        var revoked = read(sender);
        return change(account, (tx, id) -> {
            if (!store.remove(tx, id, revoked)) {
                throw Refusal.notFound(account + " was not granted " + revoked + ".");
            }
        });
    }

    private interface Change {
        void make(Transaction tx, AccountId account);
    }

    private List<String> change(String account, Change change) {
        return database.transaction(tx -> {
            var id = find(tx, account).id();
            if (!accounts.lock(tx, id)) {
                throw Refusal.notFound("There is no account " + account + ".");
            }
            change.make(tx, id);
            store.changed(tx, id);
            directory.account(tx, id);
            return store.of(tx, id);
        });
    }

    private Account find(Sql sql, String account) {
        var address = addresses.read(account);
        return accounts.byAddress(sql, address)
                .orElseThrow(() -> Refusal.notFound("There is no account " + address + "."));
    }

    private String read(String sender) {
        var text = sender.strip();
        return text.startsWith(WHOLE) ? WHOLE + Addresses.domain(text.substring(WHOLE.length())) : addresses.read(text);
    }
}
