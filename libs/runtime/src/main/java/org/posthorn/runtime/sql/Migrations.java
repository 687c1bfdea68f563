package org.posthorn.runtime.sql;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Optional;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationVersion;
import org.postgresql.ds.PGSimpleDataSource;

/// Makes the role and the schema of a service and brings the schema up to date.
final class Migrations {
    private static final String MAY_CREATE_ROLES =
            "SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user";
    private static final String ROLE_EXISTS = "SELECT 1 FROM pg_roles WHERE rolname = ?";
    private static final String SCHEMA_EXISTS = "SELECT 1 FROM pg_namespace WHERE nspname = ?";

    /// Services start at once, and PostgreSQL refuses two grants on one database at the same moment ("tuple
    /// concurrently updated"); a lost connection gives the lock back.
    private static final String LOCK = "SELECT pg_advisory_lock(7679742684)";

    private static final String UNLOCK = "SELECT pg_advisory_unlock(7679742684)";

    private Migrations() {}

    /// The role to work as, when one was made for the service.
    static Optional<String> prepare(DatabaseSettings settings, String service) {
        return prepare(settings, service, MigrationVersion.LATEST);
    }

    /// Brings the schema up to this version only.
    ///
    /// @return the version that it has then; `0` before the first migration
    static String upTo(DatabaseSettings settings, String service, String version) {
        var _ = prepare(settings, service, MigrationVersion.fromVersion(version));
        try (var connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password());
                var statement = connection.createStatement();
                var result = statement.executeQuery(versionOf(service))) {
            return result.next() ? result.getString(1) : "0";
        } catch (SQLException e) {
            throw SqlErrors.of(e, "the version of schema " + service);
        }
    }

    private static Optional<String> prepare(DatabaseSettings settings, String service, MigrationVersion target) {
        if (!service.matches("[a-z]+")) {
            throw new IllegalStateException("not a name of a service: " + service);
        }
        var role = "posthorn_" + service;
        try (var connection = DriverManager.getConnection(settings.url(), settings.user(), settings.password())) {
            execute(connection, LOCK);
            boolean own = prepareRole(connection, role);
            if (!exists(connection, SCHEMA_EXISTS, service)) {
                execute(connection, "CREATE SCHEMA IF NOT EXISTS " + service + (own ? " AUTHORIZATION " + role : ""));
            }
            execute(connection, UNLOCK);
            var used = own ? Optional.of(role) : Optional.<String>empty();
            migrate(settings, service, used, target);
            return used;
        } catch (SQLException e) {
            throw SqlErrors.of(e, "the preparation of schema " + service);
        }
    }

    private static boolean prepareRole(Connection connection, String role) throws SQLException {
        if (exists(connection, ROLE_EXISTS, role)) {
            return isMember(connection, role);
        }
        if (!mayCreateRoles(connection)) {
            return false;
        }
        execute(connection, "CREATE ROLE " + role + " NOLOGIN");
        execute(connection, "GRANT " + role + " TO CURRENT_USER");
        execute(connection, "GRANT CREATE, TEMPORARY ON DATABASE \"" + connection.getCatalog() + "\" TO " + role);
        return true;
    }

    private static boolean isMember(Connection connection, String role) throws SQLException {
        try (var statement = connection.prepareStatement("SELECT pg_has_role(current_user, ?, 'MEMBER')")) {
            statement.setString(1, role);
            try (var result = statement.executeQuery()) {
                return result.next() && result.getBoolean(1);
            }
        }
    }

    private static boolean mayCreateRoles(Connection connection) throws SQLException {
        try (var statement = connection.prepareStatement(MAY_CREATE_ROLES);
                var result = statement.executeQuery()) {
            return result.next() && result.getBoolean(1);
        }
    }

    private static boolean exists(Connection connection, String sql, String name) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            statement.setString(1, name);
            try (var result = statement.executeQuery()) {
                return result.next();
            }
        }
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    /// Connections that work as the role from their first statement on.
    private static DataSource as(Optional<String> role, DatabaseSettings settings) {
        var source = new PGSimpleDataSource();
        source.setUrl(settings.url());
        source.setUser(settings.user());
        source.setPassword(settings.password());
        role.ifPresent(name -> source.setOptions("-c role=" + name));
        return source;
    }

    private static void migrate(
            DatabaseSettings settings, String service, Optional<String> role, MigrationVersion target) {
        try {
            Flyway.configure(Migrations.class.getClassLoader())
                    .dataSource(as(role, settings))
                    .schemas(service)
                    .defaultSchema(service)
                    .createSchemas(false)
                    .locations("classpath:org/posthorn/" + service + "/migration")
                    .failOnMissingLocations(false)
                    .validateMigrationNaming(true)
                    .cleanDisabled(true)
                    .target(target)
                    .load()
                    .migrate();
        } catch (FlywayException e) {
            throw new IllegalStateException(
                    "The schema " + service + " cannot be brought up to date: " + e.getMessage(), e);
        }
    }

    private static String versionOf(String schema) {
        return """
                SELECT version FROM %s.flyway_schema_history
                 WHERE success AND version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1
                """.formatted(schema);
    }
}
