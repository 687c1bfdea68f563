package org.posthorn.mailbox.account;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.DirectoryEntry.Role;
import org.posthorn.events.api.AccountApi.Account;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Sql;

/// Rows of accounts and of their addresses.
final class AccountStore {
    private static final String SELECT = """
            SELECT a.account, a.primary_address, a.display_name, a.role, a.enabled, a.sent_copy, a.created_at,
                   coalesce(m.bytes, 0) AS bytes, coalesce(m.messages, 0) AS messages,
                   ARRAY(SELECT d.address FROM address d WHERE d.account = a.account
                          ORDER BY d.address <> a.primary_address, d.address) AS addresses
              FROM account a LEFT JOIN mailbox m ON m.account = a.account
            """;
    private static final String BY_ADDRESS = SELECT + """
             WHERE a.account = (SELECT account FROM address WHERE address = ?)
            """;
    private static final String BY_ID = SELECT + " WHERE a.account = ?";
    private static final String PAGE = SELECT + """
             WHERE a.primary_address > ? AND (? = '' OR strpos(a.primary_address, lower(?)) > 0
                   OR strpos(lower(a.display_name), lower(?)) > 0)
             ORDER BY a.primary_address LIMIT ?
            """;
    private static final String LOGIN = """
            SELECT a.account, a.primary_address, a.role, a.enabled, a.password_hash, a.scram_keys, d.access,
                   ARRAY(SELECT x.address FROM address x WHERE x.account = a.account
                          ORDER BY x.address <> a.primary_address, x.address)
                   || ARRAY(SELECT s.sender FROM send_as s WHERE s.account = a.account ORDER BY s.sender) AS addresses
              FROM account a JOIN domain d ON d.domain = split_part(a.primary_address, '@', -1)
             WHERE a.account = (SELECT account FROM address WHERE address = ?)
            """;
    private static final String INSERT = """
            INSERT INTO account (tenant, primary_address, display_name, role, enabled, sent_copy, password_hash,
                                 scram_keys, version)
            SELECT tenant, ?, ?, ?, true, false, ?, ?, nextval('directory_version') FROM domain WHERE domain = ?
            RETURNING account
            """;
    private static final String INSERT_ADDRESS = """
            INSERT INTO address (address, domain, account, version) VALUES (?, ?, ?, nextval('directory_version'))
            """;
    private static final String CHANGE = """
            UPDATE account SET password_hash = coalesce(?, password_hash),
                   scram_keys = CASE WHEN ?::text IS NULL THEN scram_keys ELSE ?::text END, role = coalesce(?, role),
                   enabled = coalesce(?, enabled), sent_copy = coalesce(?, sent_copy),
                   display_name = coalesce(?, display_name), version = nextval('directory_version')
             WHERE account = ?
            """;
    private static final String SAVE_SCRAM_KEYS =
            "UPDATE account SET scram_keys = ? WHERE account = ? AND password_hash = ?";
    private static final String FULL = """
            UPDATE account SET over_quota_since = CASE WHEN ? THEN coalesce(over_quota_since, now()) END,
                   version = nextval('directory_version')
             WHERE account = ?
            """;
    private static final String LOCK = "SELECT account FROM account WHERE account = ? FOR UPDATE";
    private static final String DELETE = "DELETE FROM account WHERE account = ?";
    private static final String DELETE_MAILBOX = "DELETE FROM mailbox WHERE account = ?";
    private static final String ERASE = "INSERT INTO erasure (account) VALUES (?) ON CONFLICT DO NOTHING";
    private static final String ADMINS = "SELECT count(*) AS n FROM account WHERE role = 'ADMIN' AND enabled";
    private static final String FIRST_ADMIN = """
            SELECT primary_address FROM account WHERE role = 'ADMIN' AND enabled ORDER BY account LIMIT 1
            """;
    private static final String COUNT = "SELECT count(*) AS n FROM account";
    private static final String SAVE_FIRST = """
            INSERT INTO first_admin (account, password) VALUES (?, ?) ON CONFLICT (one) DO NOTHING
            """;
    private static final String FIRST = """
            SELECT a.primary_address, f.password FROM first_admin f JOIN account a ON a.account = f.account
            """;
    private static final String FORGET_FIRST =
            "UPDATE first_admin SET password = NULL WHERE account = ? AND password IS NOT NULL";

    /// What a login needs.
    record Login(
            AccountId account,
            String address,
            Role role,
            boolean enabled,
            PasswordSecrets secrets,
            String access,
            List<String> addresses) {}

    /// The first admin and the password that was generated for it, while nobody has used it.
    record First(String address, Optional<String> password) {}

    Optional<Account> byAddress(Sql sql, String address) {
        return sql.queryOne(BY_ADDRESS, AccountStore::read, address);
    }

    Optional<Account> byId(Sql sql, AccountId account) {
        return sql.queryOne(BY_ID, AccountStore::read, account);
    }

    List<Account> page(Sql sql, String after, String query, int limit) {
        return sql.query(PAGE, AccountStore::read, after, query, query, query, limit);
    }

    Optional<Login> login(Sql sql, String address) {
        return sql.queryOne(
                LOGIN,
                row -> new Login(
                        new AccountId(row.number("account")),
                        row.text("primary_address"),
                        row.constant("role", Role.class),
                        row.flag("enabled"),
                        new PasswordSecrets(row.text("password_hash"), row.optionalText("scram_keys")),
                        row.text("access"),
                        row.texts("addresses")),
                address);
    }

    /// Empty when the domain is not served.
    Optional<AccountId> insert(Sql sql, String address, String displayName, Role role, PasswordSecrets secrets) {
        var domain = Addresses.domainOf(address);
        var id = sql.queryOne(
                INSERT,
                row -> new AccountId(row.number("account")),
                address,
                displayName,
                role,
                secrets.hash(),
                secrets.scramKeys(),
                domain);
        id.ifPresent(account -> sql.update(INSERT_ADDRESS, address, domain, account));
        return id;
    }

    void change(Sql sql, AccountId account, Change change) {
        sql.update(
                CHANGE,
                change.secrets().map(PasswordSecrets::hash),
                change.secrets().map(PasswordSecrets::hash),
                change.secrets().flatMap(PasswordSecrets::scramKeys),
                change.role().map(Role::name),
                change.enabled(),
                change.sentCopy(),
                change.displayName(),
                account);
    }

    /// What is present changes.
    record Change(
            Optional<PasswordSecrets> secrets,
            Optional<Role> role,
            Optional<Boolean> enabled,
            Optional<Boolean> sentCopy,
            Optional<String> displayName) {}

    /// Adds SCRAM keys of a password that was just used, unless it was changed meanwhile.
    void saveScramKeys(Sql sql, AccountId account, String passwordHash, String keys) {
        sql.update(SAVE_SCRAM_KEYS, keys, account, passwordHash);
    }

    /// Makes changes of this account wait for each other.
    boolean lock(Sql sql, AccountId account) {
        return sql.queryOne(LOCK, row -> row.number("account"), account).isPresent();
    }

    /// Mail to a full account is refused, at first for now, after a day for good.
    void full(Sql sql, AccountId account, boolean full) {
        sql.update(FULL, full, account);
    }

    /// The account with its addresses; its mail is erased later.
    void delete(Sql sql, AccountId account) {
        sql.update(DELETE, account);
        sql.update(DELETE_MAILBOX, account);
        sql.update(ERASE, account);
    }

    long admins(Sql sql) {
        return sql.queryOne(ADMINS, row -> row.number("n")).orElse(0L);
    }

    /// The eldest admin's address.
    Optional<String> firstAdmin(Sql sql) {
        return sql.queryOne(FIRST_ADMIN, row -> row.text("primary_address"));
    }

    boolean none(Sql sql) {
        return sql.queryOne(COUNT, row -> row.number("n")).orElse(0L) == 0;
    }

    void saveFirst(Sql sql, AccountId account, Optional<String> password) {
        sql.update(SAVE_FIRST, account, password);
    }

    Optional<First> first(Sql sql) {
        return sql.queryOne(FIRST, row -> new First(row.text("primary_address"), row.optionalText("password")));
    }

    void forgetFirstPassword(Sql sql, AccountId account) {
        sql.update(FORGET_FIRST, account);
    }

    private static Account read(Row row) throws SQLException {
        Instant created = row.instant("created_at");
        return new Account(
                new AccountId(row.number("account")),
                row.text("primary_address"),
                row.texts("addresses"),
                row.text("display_name"),
                row.constant("role", Role.class),
                row.flag("enabled"),
                row.flag("sent_copy"),
                row.number("bytes"),
                row.number("messages"),
                created);
    }
}
