package org.posthorn.mailbox.account;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.DirectoryEntry.Access;
import org.posthorn.events.api.AccountApi.Alias;
import org.posthorn.events.api.AccountApi.Domain;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Sql;

/// Rows of domains and aliases.
final class DomainStore {
    private static final String SELECT = """
            SELECT d.domain, d.tenant, d.access, d.created_at,
                   (SELECT count(*) FROM address a WHERE a.domain = d.domain AND a.account IS NOT NULL) AS accounts,
                   (SELECT count(*) FROM address a WHERE a.domain = d.domain AND a.account IS NULL) AS aliases
              FROM domain d
            """;
    private static final String ALL = SELECT + " ORDER BY d.domain";
    private static final String ONE = SELECT + " WHERE d.domain = ?";
    private static final String INSERT = """
            INSERT INTO domain (domain, tenant, access, version)
            SELECT ?, min(tenant), ?, nextval('directory_version') FROM tenant
            ON CONFLICT (domain) DO NOTHING
            """;
    private static final String ACCESS = """
            UPDATE domain SET access = ?, version = nextval('directory_version') WHERE domain = ?
            """;
    private static final String LOCK = "SELECT domain FROM domain WHERE domain = ? FOR UPDATE";
    private static final String DELETE = "DELETE FROM domain WHERE domain = ?";
    private static final String DELETE_ALIASES =
            "DELETE FROM address WHERE domain = ? AND account IS NULL RETURNING address";
    private static final String ALIASES = """
            SELECT address, targets FROM address WHERE account IS NULL AND (? = '' OR domain = ?) ORDER BY address
             LIMIT 10000
            """;
    private static final String ALIASES_TO = """
            SELECT address, targets FROM address WHERE account IS NULL AND targets && ? ORDER BY address FOR UPDATE
            """;
    private static final String PUT_ALIAS = """
            INSERT INTO address (address, domain, targets, version) VALUES (?, ?, ?, nextval('directory_version'))
            ON CONFLICT (address) DO UPDATE SET targets = excluded.targets, version = excluded.version
             WHERE address.account IS NULL
            """;
    private static final String ADD_ALIAS = """
            INSERT INTO address (address, domain, targets, version) VALUES (?, ?, ?, nextval('directory_version'))
            ON CONFLICT (address) DO NOTHING
            """;
    private static final String DELETE_ALIAS = "DELETE FROM address WHERE address = ? AND account IS NULL";

    List<Domain> all(Sql sql) {
        return sql.query(ALL, DomainStore::read);
    }

    Optional<Domain> byName(Sql sql, String domain) {
        return sql.queryOne(ONE, DomainStore::read, domain);
    }

    /// False when it is there already.
    boolean insert(Sql sql, String domain, Access access) {
        return sql.update(INSERT, domain, access) == 1;
    }

    void access(Sql sql, String domain, Access access) {
        sql.update(ACCESS, access, domain);
    }

    boolean lock(Sql sql, String domain) {
        return sql.queryOne(LOCK, row -> row.text("domain"), domain).isPresent();
    }

    /// The domain with its aliases, whose addresses are returned.
    List<String> delete(Sql sql, String domain) {
        var aliases = sql.query(DELETE_ALIASES, row -> row.text("address"), domain);
        sql.update(DELETE, domain);
        return aliases;
    }

    List<Alias> aliases(Sql sql, String domain) {
        return sql.query(ALIASES, row -> new Alias(row.text("address"), row.texts("targets")), domain, domain);
    }

    List<Alias> aliasesTo(Sql sql, List<String> targets) {
        return sql.query(ALIASES_TO, row -> new Alias(row.text("address"), row.texts("targets")), targets);
    }

    /// False when the address is an account's.
    boolean putAlias(Sql sql, String address, List<String> targets) {
        return sql.update(PUT_ALIAS, address, Addresses.domainOf(address), targets) == 1;
    }

    /// False when the address is there already.
    boolean addAlias(Sql sql, String address, List<String> targets) {
        return sql.update(ADD_ALIAS, address, Addresses.domainOf(address), targets) == 1;
    }

    boolean deleteAlias(Sql sql, String address) {
        return sql.update(DELETE_ALIAS, address) == 1;
    }

    private static Domain read(Row row) throws SQLException {
        return new Domain(
                row.text("domain"),
                row.number("tenant"),
                row.constant("access", Access.class),
                row.number("accounts"),
                row.number("aliases"),
                row.instant("created_at"));
    }
}
