package org.posthorn.mailbox.account;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.DirectoryEntry.Role;
import org.posthorn.events.api.AccountApi.Account;
import org.posthorn.events.api.AccountApi.AccountChange;
import org.posthorn.events.api.AccountApi.AccountCreated;
import org.posthorn.events.api.AccountApi.FirstAdmin;
import org.posthorn.events.api.AccountApi.NewAccount;
import org.posthorn.events.api.Page;
import org.posthorn.mailbox.folder.NewMailbox;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.sql.ConstraintViolated;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Sql;
import org.posthorn.runtime.sql.Transaction;

/// Accounts: made, changed and deleted, each with its directory entries in the same transaction.
public final class Accounts {
    private static final int LONGEST_NAME = 200;
    private static final int LONGEST_PASSWORD = 1_000;
    private static final int LARGEST_PAGE = 500;

    private final Database database;
    private final AccountStore store = new AccountStore();
    private final DomainStore domains = new DomainStore();
    private final Directory directory;
    private final Addresses addresses;
    private final Passwords passwords;
    private final int shortestPassword;
    private final Quotas quotas;

    Accounts(
            Database database,
            Directory directory,
            Addresses addresses,
            Passwords passwords,
            int shortestPassword,
            Quotas quotas) {
        this.quotas = quotas;
        this.database = database;
        this.directory = directory;
        this.addresses = addresses;
        this.passwords = passwords;
        this.shortestPassword = shortestPassword;
    }

    public Page<Account> page(String cursor, String query, int limit) {
        int most = Math.clamp(limit, 1, LARGEST_PAGE);
        var rows = store.page(database, cursor, query.strip(), most);
        var next = rows.size() < most
                ? Optional.<String>empty()
                : Optional.of(rows.getLast().address());
        return new Page<>(rows, next);
    }

    public Account get(String address) {
        return find(database, address);
    }

    private Account find(Sql sql, String address) {
        var key = addresses.read(address);
        return store.byAddress(sql, key).orElseThrow(() -> Refusal.notFound("There is no account " + key + "."));
    }

    public AccountCreated create(NewAccount wanted) {
        var address = addresses.read(wanted.address());
        var generated = wanted.password().isPresent() ? Optional.<String>empty() : Optional.of(passwords.generate());
        var secrets = secrets(wanted.password().or(() -> generated).orElseThrow());
        var name = checkedName(wanted.displayName().orElse(""));
        try {
            var account = database.transaction(
                    tx -> insert(tx, address, name, wanted.role().orElse(Role.USER), secrets));
            return new AccountCreated(account, generated);
        } catch (ConstraintViolated e) {
            throw Refusal.conflict("The address " + address + " is taken.");
        }
    }

    private Account insert(Transaction tx, String address, String name, Role role, PasswordSecrets secrets) {
        var id = store.insert(tx, address, name, role, secrets)
                .orElseThrow(() -> Refusal.badRequest(
                        "The domain " + Addresses.domainOf(address) + " is not served here; add it first."));
        NewMailbox.make(tx, id);
        quotas.refresh(tx, id);
        directory.account(tx, id);
        return store.byId(tx, id).orElseThrow();
    }

    public Account change(String address, AccountChange wanted) {
        var secrets = wanted.password().map(this::secrets);
        var name = wanted.displayName().map(Accounts::checkedName);
        var change = new AccountStore.Change(secrets, wanted.role(), wanted.enabled(), wanted.sentCopy(), name);
        return database.transaction(tx -> {
            var account = locked(tx, address);
            boolean losesAdmin =
                    wanted.role().filter(role -> role != Role.ADMIN).isPresent()
                            || wanted.enabled().filter(enabled -> !enabled).isPresent();
            requireAnotherAdmin(tx, account, losesAdmin);
            store.change(tx, account.id(), change);
            if (secrets.isPresent()) {
                store.forgetFirstPassword(tx, account.id());
            }
            directory.account(tx, account.id());
            return store.byId(tx, account.id()).orElseThrow();
        });
    }

    /// Deletes an account; its mail is erased in the background. Aliases lead to it no more.
    public void delete(String address) {
        database.run(tx -> {
            var account = locked(tx, address);
            requireAnotherAdmin(tx, account, true);
            store.delete(tx, account.id());
            var keys = new ArrayList<String>();
            keys.add("account:" + account.id());
            account.addresses().forEach(gone -> keys.add("address:" + gone));
            directory.gone(tx, keys);
            retarget(tx, account);
        });
    }

    /// Aliases that led to the account lead to its other targets; those of postmaster and abuse to an admin; others
    /// without a target are deleted.
    private void retarget(Transaction tx, Account gone) {
        var admin = store.firstAdmin(tx);
        for (var alias : domains.aliasesTo(tx, gone.addresses())) {
            var left = new ArrayList<>(alias.targets());
            left.removeAll(gone.addresses());
            if (left.isEmpty() && Aliases.isOfRole(alias.address()) && admin.isPresent()) {
                left.add(admin.get());
            }
            if (left.isEmpty()) {
                domains.deleteAlias(tx, alias.address());
                directory.gone(tx, List.of("address:" + alias.address()));
            } else {
                domains.putAlias(tx, alias.address(), left);
                directory.address(tx, alias.address());
            }
        }
    }

    public FirstAdmin firstAdmin() {
        return store.first(database)
                .map(first -> new FirstAdmin(first.address(), first.password()))
                .orElseThrow(() -> Refusal.notFound("The first account is not there any more."));
    }

    /// Makes the first account at the first start.
    ///
    /// @return whether it was the first start
    boolean createFirst(String name, Optional<String> password) {
        if (!store.none(database)) {
            return false;
        }
        var address = addresses.read(name);
        var generated = password.isPresent() ? Optional.<String>empty() : Optional.of(passwords.generate());
        var secrets = passwords.secrets(password.or(() -> generated).orElseThrow());
        try {
            database.run(tx -> {
                var account = insert(tx, address, "", Role.ADMIN, secrets);
                store.saveFirst(tx, account.id(), generated);
            });
            return true;
        } catch (ConstraintViolated e) {
            // another process on the same database was first
            return false;
        }
    }

    private Account locked(Transaction tx, String address) {
        var account = find(tx, address);
        if (!store.lock(tx, account.id())) {
            throw Refusal.notFound("There is no account " + account.address() + ".");
        }
        return account;
    }

    private void requireAnotherAdmin(Sql sql, Account account, boolean losesAdmin) {
        if (losesAdmin && account.role() == Role.ADMIN && account.enabled() && store.admins(sql) <= 1) {
            throw Refusal.conflict(account.address() + " is the only admin; make another account admin first.");
        }
    }

    private PasswordSecrets secrets(String password) {
        if (password.length() < shortestPassword) {
            throw Refusal.badRequest("The password is too short: it needs " + shortestPassword + " characters.");
        }
        if (password.length() > LONGEST_PASSWORD) {
            throw Refusal.badRequest("The password is too long.");
        }
        return passwords.secrets(password);
    }

    private static String checkedName(String name) {
        var stripped = name.strip();
        if (stripped.length() > LONGEST_NAME || stripped.chars().anyMatch(Character::isISOControl)) {
            throw Refusal.badRequest("The display name is too long or has control characters.");
        }
        return stripped;
    }

    /// The account of an id, for readers of its mail.
    public boolean exists(AccountId account) {
        return store.byId(database, account).isPresent();
    }
}
