package org.posthorn.policy.signing;

import java.sql.SQLException;
import java.util.List;
import org.posthorn.mailauth.dkim.DkimKey;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Transaction;

/// The private keys in PostgreSQL.
public final class DkimKeyStore {
    private static final String ALL = """
            SELECT domain, selector, private_key, created_at FROM dkim_key
             ORDER BY domain, created_at, selector
            """;
    private static final String INSERT = """
            INSERT INTO dkim_key (domain, selector, algorithm, private_key) VALUES (?, ?, ?, ?)
            """;
    private static final String DELETE = "DELETE FROM dkim_key WHERE domain = ? AND selector = ?";

    private final Database database;

    public DkimKeyStore(Database database) {
        this.database = database;
    }

    /// Every key, the oldest of a domain first.
    List<StoredKey> all() {
        return database.query(ALL, DkimKeyStore::read);
    }

    /// Adds keys, all or none.
    ///
    /// @param replace a key of the same name goes first
    /// @throws org.posthorn.runtime.sql.ConstraintViolated when a name is taken and it is not to be replaced
    void add(List<DkimKey> keys, boolean replace) {
        database.run(tx -> keys.forEach(key -> add(tx, key, replace)));
    }

    private static void add(Transaction tx, DkimKey key, boolean replace) {
        if (replace) {
            tx.update(DELETE, key.domain(), key.selector());
        }
        tx.update(INSERT, key.domain(), key.selector(), key.algorithm().keyType(), key.toPem());
    }

    /// Whether there was such a key.
    boolean delete(String domain, String selector) {
        return database.update(DELETE, domain, selector) > 0;
    }

    private static StoredKey read(Row row) throws SQLException {
        var key = DkimKey.ofPem(row.text("domain"), row.text("selector"), row.text("private_key"));
        return new StoredKey(key, row.instant("created_at"), false);
    }
}
