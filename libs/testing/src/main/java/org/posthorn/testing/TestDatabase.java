package org.posthorn.testing;

import java.sql.Connection;
import java.sql.SQLException;

/// A database that one test class owns; dropped after it.
///
/// @param server where it lies; its user owns the database
/// @param name   of the database
public record TestDatabase(DatabaseServer server, String name) {
    public String jdbcUrl() {
        return server.jdbcUrl(name);
    }

    public String user() {
        return server.user();
    }

    public String password() {
        return server.password();
    }

    public Connection connect() throws SQLException {
        return server.connect(name);
    }

    /// Runs statements outside any transaction.
    public void execute(String... statements) throws SQLException {
        try (var connection = connect();
                var statement = connection.createStatement()) {
            for (var sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
