package org.posthorn.allinone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.HexFormat;
import org.posthorn.embedded.CannotStart;
import org.posthorn.embedded.EmbeddedPostgres;

/// The database `posthorn` of the embedded server and the role that owns it, made at the first start. The services work
/// as this role and make one of their own each; none of them is the superuser.
public final class OwnDatabase {
    public static final String NAME = "posthorn";

    private static final String ROLE_EXISTS = "SELECT 1 FROM pg_roles WHERE rolname = '" + NAME + "'";
    private static final String CREATE_ROLE = "CREATE ROLE " + NAME + " LOGIN CREATEROLE PASSWORD '%s'";
    private static final String SET_PASSWORD = "ALTER ROLE " + NAME + " PASSWORD '%s'";
    private static final String DATABASE_EXISTS = "SELECT 1 FROM pg_database WHERE datname = '" + NAME + "'";
    private static final String CREATE_DATABASE = "CREATE DATABASE " + NAME + " OWNER " + NAME;

    private OwnDatabase() {}

    /// Makes what is missing.
    ///
    /// @return the role's password
    public static String prepare(EmbeddedPostgres server, Path secrets) {
        try (var connection = server.connect("postgres")) {
            var password = password(secrets);
            if (!exists(connection, ROLE_EXISTS)) {
                execute(connection, CREATE_ROLE.formatted(password));
            } else {
                // The secret may be newer than the role: a kill between the two, or a restored directory.
                execute(connection, SET_PASSWORD.formatted(password));
            }
            if (!exists(connection, DATABASE_EXISTS)) {
                execute(connection, CREATE_DATABASE);
            }
            return password;
        } catch (SQLException | IOException e) {
            throw new CannotStart(
                    CannotStart.Reason.SERVER_FAILED, "The database cannot be prepared: " + e.getMessage() + ".", e);
        }
    }

    private static String password(Path secrets) throws IOException {
        var file = secrets.resolve("database-password");
        if (Files.exists(file)) {
            return Files.readString(file).strip();
        }
        var random = new byte[24];
        new SecureRandom().nextBytes(random);
        var password = HexFormat.of().formatHex(random);
        Files.createFile(file, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
        Files.writeString(file, password + "\n");
        return password;
    }

    private static boolean exists(Connection connection, String query) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery(query)) {
            return rows.next();
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }
}
