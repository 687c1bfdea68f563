package org.posthorn.mailbox.account;

import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.DirectoryEntry.Access;
import org.posthorn.events.DirectoryEntry.AccountAddress;
import org.posthorn.events.DirectoryEntry.AccountFacts;
import org.posthorn.events.DirectoryEntry.Alias;
import org.posthorn.events.DirectoryEntry.Role;
import org.posthorn.events.DirectoryEntry.ServedDomain;
import org.posthorn.runtime.kafka.LogIdentity;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Sql;

/// The rows of accounts, addresses and domains as directory entries.
final class DirectoryStore {
    private static final String DOMAIN = "SELECT domain, tenant, access, version FROM domain";
    private static final String ADDRESS = "SELECT address, account, targets, version FROM address";
    private static final String ACCOUNT = """
            SELECT a.account, a.primary_address, a.role, a.enabled, a.sent_copy, a.tenant, a.over_quota_since,
                   a.version,
                   ARRAY(SELECT d.address FROM address d WHERE d.account = a.account
                          ORDER BY d.address <> a.primary_address, d.address)
                   || ARRAY(SELECT s.sender FROM send_as s WHERE s.account = a.account ORDER BY s.sender) AS addresses
              FROM account a
            """;
    private static final String ONE_DOMAIN = DOMAIN + " WHERE domain = ?";
    private static final String DOMAINS_AFTER = DOMAIN + " WHERE domain > ? ORDER BY domain LIMIT ?";
    private static final String ONE_ADDRESS = ADDRESS + " WHERE address = ?";
    private static final String ADDRESSES_OF = ADDRESS + " WHERE account = ? ORDER BY address";
    private static final String ADDRESSES_AFTER = ADDRESS + " WHERE address > ? ORDER BY address LIMIT ?";
    private static final String ONE_ACCOUNT = ACCOUNT + " WHERE a.account = ?";
    private static final String ACCOUNTS_AFTER = ACCOUNT + " WHERE a.account > ? ORDER BY a.account LIMIT ?";
    private static final String HOLD_STILL = "LOCK TABLE domain, account, address IN SHARE MODE";
    private static final String VERSION = "SELECT nextval('directory_version') AS version";
    private static final String PUBLISHED = "SELECT cluster_id, topic_id FROM directory_published";
    private static final String SET_PUBLISHED = """
            INSERT INTO directory_published (cluster_id, topic_id) VALUES (?, ?)
            ON CONFLICT (one) DO UPDATE SET cluster_id = excluded.cluster_id, topic_id = excluded.topic_id
            """;

    Optional<ServedDomain> domain(Sql sql, String domain) {
        return sql.queryOne(ONE_DOMAIN, DirectoryStore::readDomain, domain);
    }

    List<ServedDomain> domainsAfter(Sql sql, String domain, int limit) {
        return sql.query(DOMAINS_AFTER, DirectoryStore::readDomain, domain, limit);
    }

    Optional<DirectoryEntry> address(Sql sql, String address) {
        return sql.queryOne(ONE_ADDRESS, DirectoryStore::readAddress, address);
    }

    List<DirectoryEntry> addressesOf(Sql sql, AccountId account) {
        return sql.query(ADDRESSES_OF, DirectoryStore::readAddress, account);
    }

    List<DirectoryEntry> addressesAfter(Sql sql, String address, int limit) {
        return sql.query(ADDRESSES_AFTER, DirectoryStore::readAddress, address, limit);
    }

    Optional<AccountFacts> account(Sql sql, AccountId account) {
        return sql.queryOne(ONE_ACCOUNT, DirectoryStore::readAccount, account);
    }

    List<AccountFacts> accountsAfter(Sql sql, AccountId account, int limit) {
        return sql.query(ACCOUNTS_AFTER, DirectoryStore::readAccount, account, limit);
    }

    /// Makes changes wait until this transaction is over.
    void holdStill(Sql sql) {
        sql.update(HOLD_STILL);
    }

    long nextVersion(Sql sql) {
        return sql.queryOne(VERSION, row -> row.number("version")).orElseThrow();
    }

    /// Which log has the whole directory.
    Optional<LogIdentity> published(Sql sql) {
        return sql.queryOne(PUBLISHED, row -> new LogIdentity(row.text("cluster_id"), row.text("topic_id")));
    }

    void published(Sql sql, LogIdentity log) {
        sql.update(SET_PUBLISHED, log.clusterId(), log.topicId());
    }

    private static ServedDomain readDomain(Row row) throws SQLException {
        return new ServedDomain(
                row.text("domain"), row.number("tenant"), row.constant("access", Access.class), row.number("version"));
    }

    private static DirectoryEntry readAddress(Row row) throws SQLException {
        var account = row.optionalNumber("account");
        return account.isPresent()
                ? new AccountAddress(row.text("address"), new AccountId(account.get()), row.number("version"))
                : new Alias(row.text("address"), row.texts("targets"), row.number("version"));
    }

    private static AccountFacts readAccount(Row row) throws SQLException {
        return new AccountFacts(
                new AccountId(row.number("account")),
                row.text("primary_address"),
                row.texts("addresses"),
                row.constant("role", Role.class),
                row.flag("enabled"),
                row.flag("sent_copy"),
                row.number("tenant"),
                row.optionalInstant("over_quota_since"),
                row.number("version"));
    }
}
