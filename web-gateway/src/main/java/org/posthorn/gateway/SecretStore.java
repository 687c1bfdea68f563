package org.posthorn.gateway;

import java.security.SecureRandom;
import org.posthorn.runtime.sql.Database;

/// Secrets that every replica must share, made when first asked for.
final class SecretStore {
    private static final String MAKE = "INSERT INTO secret (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING";
    private static final String READ = "SELECT value FROM secret WHERE name = ?";

    private final Database database;

    SecretStore(Database database) {
        this.database = database;
    }

    byte[] secret(String name) {
        var fresh = new byte[32];
        new SecureRandom().nextBytes(fresh);
        database.update(MAKE, name, fresh);
        return database.queryOne(READ, row -> row.bytes("value"), name).orElseThrow();
    }
}
