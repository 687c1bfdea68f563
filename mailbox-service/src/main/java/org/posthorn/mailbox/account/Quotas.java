package org.posthorn.mailbox.account;

import org.posthorn.events.AccountId;
import org.posthorn.events.api.AccountApi.Quota;
import org.posthorn.events.api.AccountApi.QuotaLimits;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Sql;
import org.posthorn.runtime.sql.Transaction;

/// How much accounts may store: an account's own limits, else its domain's, else those of the settings.
public final class Quotas {
    private static final String NO_ACCOUNT = "There is no account %s.";

    private final Database database;
    private final Directory directory;
    private final Addresses addresses;
    private final QuotaStore.Defaults defaults;
    private final QuotaStore store = new QuotaStore();
    private final AccountStore accounts = new AccountStore();
    private final DomainStore domains = new DomainStore();

    Quotas(Database database, Directory directory, Addresses addresses, QuotaStore.Defaults defaults) {
        this.database = database;
        this.directory = directory;
        this.addresses = addresses;
        this.defaults = defaults;
    }

    public Quota ofAccount(String address) {
        return quota(database, id(database, addresses.read(address)), address);
    }

    /// The same within a transaction.
    public Quota ofAccount(Transaction tx, AccountId account) {
        return quota(tx, account, account.toString());
    }

    public Quota limitAccount(String address, QuotaLimits limits) {
        check(limits);
        return database.transaction(tx -> {
            var account = id(tx, addresses.read(address));
            accounts.lock(tx, account);
            store.limitAccount(tx, account, limits);
            refresh(tx, account);
            return quota(tx, account, address);
        });
    }

    public QuotaLimits ofDomain(String domain) {
        return limits(database, Addresses.domain(domain));
    }

    public QuotaLimits limitDomain(String wanted, QuotaLimits limits) {
        check(limits);
        var domain = Addresses.domain(wanted);
        return database.transaction(tx -> {
            domains.lock(tx, domain);
            store.limitDomain(tx, domain, limits);
            store.refreshDomain(tx, defaults, domain);
            return limits(tx, domain);
        });
    }

    /// Remembers since when an account is full, or that it is not any more, and tells the directory.
    public void full(Transaction tx, AccountId account, boolean full) {
        accounts.full(tx, account, full);
        directory.account(tx, account);
    }

    /// Brings new defaults to all accounts.
    void refresh() {
        database.run(tx -> store.refreshAll(tx, defaults));
    }

    /// Gives an account the limits that count for it.
    void refresh(Transaction tx, AccountId account) {
        store.refreshAccount(tx, defaults, account);
    }

    private AccountId id(Sql sql, String address) {
        return accounts.byAddress(sql, address)
                .orElseThrow(() -> Refusal.notFound(NO_ACCOUNT.formatted(address)))
                .id();
    }

    private Quota quota(Sql sql, AccountId account, String address) {
        return store.quota(sql, account).orElseThrow(() -> Refusal.notFound(NO_ACCOUNT.formatted(address)));
    }

    private QuotaLimits limits(Sql sql, String domain) {
        return store.ofDomain(sql, domain)
                .orElseThrow(() -> Refusal.notFound("The domain " + domain + " is not served here."));
    }

    private static void check(QuotaLimits limits) {
        if (limits.bytes().orElse(0L) < 0 || limits.messages().orElse(0L) < 0) {
            throw Refusal.badRequest("A quota is not negative; 0 is without limit.");
        }
    }
}
