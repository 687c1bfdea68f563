package org.posthorn.mailbox.account;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.DirectoryEntry.Access;
import org.posthorn.events.api.AccountApi.Alias;
import org.posthorn.events.api.AccountApi.Domain;
import org.posthorn.events.api.AccountApi.DomainChange;
import org.posthorn.events.api.AccountApi.NewDomain;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Transaction;

/// Domains and aliases. Each domain has postmaster@ (RFC 5321 §4.5.1) and abuse@ (RFC 2142 §4) from the start; they
/// may lead elsewhere, but not away.
public final class Aliases {
    private static final List<String> ROLES = List.of("postmaster", "abuse");
    private static final int MOST_TARGETS = 1_000;

    private final Database database;
    private final DomainStore store = new DomainStore();
    private final AccountStore accounts = new AccountStore();
    private final Directory directory;
    private final Addresses addresses;
    private final Optional<String> postmaster;

    Aliases(Database database, Directory directory, Addresses addresses, Optional<String> postmaster) {
        this.database = database;
        this.directory = directory;
        this.addresses = addresses;
        this.postmaster = postmaster;
    }

    public List<Domain> domains() {
        return store.all(database);
    }

    public Domain domain(String name) {
        var domain = Addresses.domain(name);
        return store.byName(database, domain).orElseThrow(() -> noDomain(domain));
    }

    public Domain addDomain(NewDomain wanted) {
        var domain = Addresses.domain(wanted.domain());
        return database.transaction(tx -> {
            if (!store.insert(tx, domain, wanted.access().orElse(Access.EVERYONE))) {
                throw Refusal.conflict("The domain " + domain + " is served already.");
            }
            directory.domain(tx, domain);
            addRoles(tx, domain);
            return store.byName(tx, domain).orElseThrow();
        });
    }

    public Domain change(String name, DomainChange wanted) {
        var domain = Addresses.domain(name);
        return database.transaction(tx -> {
            if (!store.lock(tx, domain)) {
                throw noDomain(domain);
            }
            wanted.access().ifPresent(access -> store.access(tx, domain, access));
            directory.domain(tx, domain);
            return store.byName(tx, domain).orElseThrow();
        });
    }

    /// Deletes a domain that has no accounts, with its aliases.
    public void deleteDomain(String name) {
        var domain = Addresses.domain(name);
        database.run(tx -> {
            if (!store.lock(tx, domain)) {
                throw noDomain(domain);
            }
            long left = store.byName(tx, domain).map(Domain::accounts).orElse(0L);
            if (left > 0) {
                throw Refusal.conflict("The domain " + domain + " still has " + left + " addresses of accounts.");
            }
            var keys = store.delete(tx, domain).stream()
                    .map(address -> "address:" + address)
                    .toList();
            directory.gone(tx, keys);
            directory.gone(tx, List.of("domain:" + domain));
        });
    }

    public List<Alias> aliases(Optional<String> domain) {
        return store.aliases(database, domain.map(Addresses::domain).orElse(""));
    }

    public Alias put(String text, List<String> wanted) {
        var address = addresses.read(text);
        var targets = new LinkedHashSet<String>();
        wanted.forEach(target -> targets.add(addresses.read(target)));
        if (targets.isEmpty() || targets.size() > MOST_TARGETS) {
            throw Refusal.badRequest("An alias has between 1 and " + MOST_TARGETS + " targets.");
        }
        if (targets.contains(address)) {
            throw Refusal.badRequest("The alias " + address + " leads to itself.");
        }
        var alias = new Alias(address, List.copyOf(targets));
        database.run(tx -> {
            var domain = Addresses.domainOf(address);
            if (!store.lock(tx, domain)) {
                throw Refusal.badRequest("The domain " + domain + " is not served here; add it first.");
            }
            if (!store.putAlias(tx, address, alias.targets())) {
                throw Refusal.conflict("The address " + address + " is an account's.");
            }
            directory.address(tx, address);
        });
        return alias;
    }

    public void delete(String text) {
        var address = addresses.read(text);
        if (isOfRole(address)) {
            throw Refusal.conflict("Every domain has the address " + address + "; it may lead elsewhere, not away.");
        }
        database.run(tx -> {
            if (!store.deleteAlias(tx, address)) {
                throw Refusal.notFound("There is no alias " + address + ".");
            }
            directory.gone(tx, List.of("address:" + address));
        });
    }

    /// The default domain of the first start.
    void addFirst(String domain) {
        database.run(tx -> {
            if (store.insert(tx, domain, Access.EVERYONE)) {
                directory.domain(tx, domain);
            }
        });
    }

    /// postmaster@ and abuse@ of every domain that lacks them, once there is an admin to lead to.
    void addMissingRoles() {
        database.run(tx -> store.all(tx).forEach(domain -> addRoles(tx, domain.domain())));
    }

    private void addRoles(Transaction tx, String domain) {
        var target = postmaster.map(addresses::read).or(() -> accounts.firstAdmin(tx));
        for (var role : ROLES) {
            var address = role + "@" + domain;
            if (target.isPresent()
                    && !target.get().equals(address)
                    && store.addAlias(tx, address, List.of(target.get()))) {
                directory.address(tx, address);
            }
        }
    }

    static boolean isOfRole(String address) {
        return ROLES.contains(address.substring(0, address.lastIndexOf('@')));
    }

    private static Refusal noDomain(String domain) {
        return Refusal.notFound("The domain " + domain + " is not served here.");
    }
}
