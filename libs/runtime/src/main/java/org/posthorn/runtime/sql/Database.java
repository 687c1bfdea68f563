package org.posthorn.runtime.sql;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/// The schema of one service: a small pool of connections that work as the role of the service, with its
/// schema as the search path.
///
/// Errors: [DatabaseUnavailable] for the environment, [ConstraintViolated] for a row that a constraint
/// refuses, IllegalStateException for a bug.
public final class Database implements Sql, AutoCloseable {
    private final LazyPool pool;
    private final String schema;

    private Database(LazyPool pool, String schema) {
        this.pool = pool;
        this.schema = schema;
    }

    /// Opens the database of a service: makes its role and schema when missing, brings the schema up to
    /// date with the migrations at `org/posthorn/<service>/migration` of the class path, and opens the
    /// pool.
    ///
    /// @param service the short name, such as `mailbox`, which is also the name of the schema
    public static Database open(DatabaseSettings settings, String service) {
        var database = whenUp(settings, service);
        database.pool.get();
        return database;
    }

    /// The database of a service that can do without it for a while: prepared and opened with the first use
    /// that finds it up; until then each use fails with [DatabaseUnavailable].
    public static Database whenUp(DatabaseSettings settings, String service) {
        return new Database(new LazyPool(() -> prepared(settings, service)), service);
    }

    private static HikariDataSource prepared(DatabaseSettings settings, String service) {
        var role = Migrations.prepare(settings, service);
        var config = new HikariConfig();
        config.setPoolName(service);
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(settings.poolSize());
        config.setMinimumIdle(1);
        if (settings.poolSize() > 1) {
            config.setIdleTimeout(60_000);
        }
        config.setConnectionTimeout(settings.connectTimeout().toMillis());
        config.setConnectionInitSql(role.map(name -> "SET ROLE " + name).orElse("SELECT 1"));
        config.addDataSourceProperty("reWriteBatchedInserts", "true");
        config.addDataSourceProperty("currentSchema", service);
        config.addDataSourceProperty("ApplicationName", "posthorn-" + service);
        config.addDataSourceProperty("tcpKeepAlive", "true");
        config.addDataSourceProperty(
                "options",
                "-c statement_timeout=" + settings.statementTimeout().toMillis()
                        + " -c idle_in_transaction_session_timeout=120000");
        try {
            return new HikariDataSource(config);
        } catch (RuntimeException e) {
            throw new DatabaseUnavailable("The database is not available: " + e.getMessage(), e);
        }
    }

    /// Makes the role and the schema of a service as of a migration, for rows that were written with it.
    ///
    /// @param version of the migration
    /// @return the version that it has afterwards: another one when this program does not bring these migrations
    public static String prepare(DatabaseSettings settings, String service, String version) {
        return Migrations.upTo(settings, service, version);
    }

    /// Opens the database for a tool that reads what is there: as the role of the settings, without a
    /// schema of its own and without changing anything.
    ///
    /// @param name what the database's administrator sees it by
    public static Database attach(DatabaseSettings settings, String name) {
        var config = new HikariConfig();
        config.setPoolName(name);
        config.setJdbcUrl(settings.url());
        config.setUsername(settings.user());
        config.setPassword(settings.password());
        config.setMaximumPoolSize(1);
        config.setConnectionTimeout(settings.connectTimeout().toMillis());
        config.addDataSourceProperty("ApplicationName", "posthorn-" + name);
        try {
            var pool = new LazyPool(() -> new HikariDataSource(config));
            pool.get();
            return new Database(pool, "public");
        } catch (RuntimeException e) {
            throw new DatabaseUnavailable("The database is not available: " + e.getMessage(), e);
        }
    }

    /// The schema's name.
    public String schema() {
        return schema;
    }

    /// For libraries that want connections of their own.
    public DataSource dataSource() {
        return pool.get();
    }

    @Override
    public <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... arguments) {
        return run(new Statements.Step<>(sql, mapper, arguments)).rows();
    }

    @Override
    public <T> Optional<T> queryOne(String sql, RowMapper<T> mapper, @Nullable Object... arguments) {
        return only(query(sql, mapper, arguments), sql);
    }

    @Override
    public int update(String sql, @Nullable Object... arguments) {
        return run(new Statements.Step<>(sql, null, arguments)).count();
    }

    private <T> Statements.Step<T> run(Statements.Step<T> step) {
        try (var connection = pool.get().getConnection()) {
            Statements.run(connection, List.of(step));
            return step;
        } catch (SQLException e) {
            throw SqlErrors.of(e, step.sql());
        }
    }

    @Override
    public void batch(String sql, Collection<@Nullable Object[]> arguments) {
        run(tx -> tx.batch(sql, arguments));
    }

    /// Runs some work as one transaction: committed when it returns, rolled back when it throws.
    public <T> T transaction(Function<Transaction, T> work) {
        try (var connection = pool.get().getConnection()) {
            connection.setAutoCommit(false);
            var transaction = new Transaction(connection);
            T result;
            try {
                result = work.apply(transaction);
                transaction.commit();
            } catch (Throwable t) {
                rollback(connection, t);
                throw t;
            }
            transaction.committed();
            return result;
        } catch (SQLException e) {
            throw SqlErrors.of(e, "a transaction");
        }
    }

    /// As [#transaction], without a result.
    public void run(Consumer<Transaction> work) {
        transaction(tx -> {
            work.accept(tx);
            return Boolean.TRUE;
        });
    }

    private static void rollback(Connection connection, Throwable cause) {
        try {
            connection.rollback();
        } catch (SQLException e) {
            cause.addSuppressed(e);
        }
    }

    static <T> Optional<T> only(List<T> rows, String sql) {
        if (rows.size() > 1) {
            throw new IllegalStateException("more than one row from: " + sql.strip());
        }
        return rows.stream().findFirst();
    }

    /// Whether the database answers; for health.
    public boolean answers() {
        try (var connection = pool.get().getConnection()) {
            return connection.isValid(2);
        } catch (SQLException | DatabaseUnavailable e) {
            return false;
        }
    }

    @Override
    public void close() {
        pool.close();
    }
}
