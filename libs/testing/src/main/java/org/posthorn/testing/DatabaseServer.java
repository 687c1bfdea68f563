package org.posthorn.testing;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;

/// A PostgreSQL server and its administrator.
///
/// @param host     where it listens
/// @param port     where it listens
/// @param user     a role that may create databases and roles
/// @param password of that role
public record DatabaseServer(String host, int port, String user, String password) {
    public String jdbcUrl(String database) {
        return "jdbc:postgresql://%s:%d/%s".formatted(host, port, database);
    }

    public Connection connect(String database) throws SQLException {
        return DriverManager.getConnection(jdbcUrl(database), user, password);
    }
}
