package org.posthorn.policy.signing;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.posthorn.mailauth.dkim.DkimKey;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The private keys in PostgreSQL, sealed.
public final class DkimKeyStore {
    private static final Logger LOG = LoggerFactory.getLogger(DkimKeyStore.class);

    private static final String ALL = """
            SELECT domain, selector, private_key, master_key, sealed, state, created_at, changed_at FROM dkim_key
             ORDER BY domain, created_at, selector
            """;
    private static final String INSERT = """
            INSERT INTO dkim_key (domain, selector, algorithm, master_key, sealed, state) VALUES (?, ?, ?, ?, ?, ?)
            """;
    private static final String DELETE = "DELETE FROM dkim_key WHERE domain = ? AND selector = ?";
    private static final String SEAL = """
            UPDATE dkim_key SET private_key = NULL, master_key = ?, sealed = ? WHERE domain = ? AND selector = ?
            """;

    /// What an UPDATE leaves behind on the disk is the key as it was.
    private static final String FORGET = "VACUUM FULL dkim_key";

    private static final String RETIRE_OTHERS = """
            UPDATE dkim_key SET state = 'RETIRED', changed_at = clock_timestamp()
             WHERE domain = ? AND algorithm = ? AND selector <> ? AND state = 'ACTIVE'
            """;
    private static final String ACTIVATE = """
            UPDATE dkim_key SET state = 'ACTIVE', changed_at = clock_timestamp()
             WHERE domain = ? AND selector = ? AND state <> 'ACTIVE'
            """;
    private static final String DELETE_RETIRED = """
            DELETE FROM dkim_key WHERE state = 'RETIRED' AND changed_at < ? RETURNING domain, selector
            """;

    private final Database database;
    private final KeySeal seal;

    public DkimKeyStore(Database database, KeySeal seal) {
        this.database = database;
        this.seal = seal;
    }

    private record Kept(StoredKey stored, boolean plain, boolean oldSeal) {}

    /// Every key, the oldest of a domain first.
    List<StoredKey> all() {
        return kept().stream().map(Kept::stored).toList();
    }

    private List<Kept> kept() {
        return database.query(ALL, this::read);
    }

    /// Seals what an older release kept in plain, or an older master key sealed.
    void sealAll() {
        var found = kept();
        var plain = found.stream().filter(Kept::plain).toList();
        var rest = found.stream().filter(kept -> kept.plain() || kept.oldSeal()).toList();
        if (rest.isEmpty()) {
            return;
        }
        database.run(tx -> rest.forEach(kept -> {
            var key = kept.stored().key();
            var sealed = seal.seal(key.dnsName(), key.toPem());
            tx.update(SEAL, sealed.masterKey(), sealed.octets(), key.domain(), key.selector());
        }));
        if (!plain.isEmpty()) {
            database.update(FORGET);
        }
        LOG.info("dkim-keys-sealed keys={}", rest.size());
    }

    /// Adds keys, all or none. Keys that are to sign at once retire those that signed before.
    ///
    /// @param replace a key of the same name goes first
    /// @throws org.posthorn.runtime.sql.ConstraintViolated when a name is taken and it is not to be replaced
    void add(List<DkimKey> keys, KeyState state, boolean replace) {
        database.run(tx -> keys.forEach(key -> add(tx, key, state, replace)));
    }

    private void add(Transaction tx, DkimKey key, KeyState state, boolean replace) {
        if (replace) {
            tx.update(DELETE, key.domain(), key.selector());
        }
        var sealed = seal.seal(key.dnsName(), key.toPem());
        var type = key.algorithm().keyType();
        tx.update(INSERT, key.domain(), key.selector(), type, sealed.masterKey(), sealed.octets(), state);
        if (state == KeyState.ACTIVE) {
            tx.update(RETIRE_OTHERS, key.domain(), type, key.selector());
        }
    }

    /// Makes keys sign, and those of their kind before them retire; all or none.
    ///
    /// @return how many changed
    int activate(List<DkimKey> keys) {
        return database.transaction(tx -> {
            int changed = 0;
            for (var key : keys) {
                changed += tx.update(ACTIVATE, key.domain(), key.selector());
                tx.update(RETIRE_OTHERS, key.domain(), key.algorithm().keyType(), key.selector());
            }
            return changed;
        });
    }

    /// Deletes what retired longer ago.
    ///
    /// @return their names
    List<String> deleteRetired(Instant now, Duration after) {
        return database.query(
                DELETE_RETIRED, row -> row.text("selector") + "._domainkey." + row.text("domain"), now.minus(after));
    }

    /// Whether there was such a key.
    boolean delete(String domain, String selector) {
        return database.update(DELETE, domain, selector) > 0;
    }

    private Kept read(Row row) throws SQLException {
        var domain = row.text("domain");
        var selector = row.text("selector");
        @Nullable String plain = row.textOrNull("private_key");
        boolean old = false;
        if (plain == null) {
            var sealed = new KeySeal.Sealed(row.text("master_key"), row.bytes("sealed"));
            plain = seal.open(selector + "._domainkey." + domain, sealed);
            old = !seal.isCurrent(sealed);
        }
        var key = DkimKey.ofPem(domain, selector, plain);
        var stored = new StoredKey(
                key,
                row.constant("state", KeyState.class),
                row.instant("created_at"),
                row.instant("changed_at"),
                false);
        return new Kept(stored, row.textOrNull("private_key") != null, old);
    }
}
