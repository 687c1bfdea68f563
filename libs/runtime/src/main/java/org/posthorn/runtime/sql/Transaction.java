package org.posthorn.runtime.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A transaction under way; used by the thread that runs it alone.
public final class Transaction implements Sql {
    private final Connection connection;
    private final List<Runnable> afterCommit = new ArrayList<>();

    Transaction(Connection connection) {
        this.connection = connection;
    }

    /// Runs something once the transaction is committed; not at all when it is rolled back.
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    void committed() {
        afterCommit.forEach(Runnable::run);
    }

    @Override
    public <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... arguments) {
        try {
            return Statements.query(connection, sql, mapper, arguments);
        } catch (SQLException e) {
            throw SqlErrors.of(e, sql);
        }
    }

    @Override
    public <T> Optional<T> queryOne(String sql, RowMapper<T> mapper, @Nullable Object... arguments) {
        return Database.only(query(sql, mapper, arguments), sql);
    }

    @Override
    public int update(String sql, @Nullable Object... arguments) {
        try {
            return Statements.update(connection, sql, arguments);
        } catch (SQLException e) {
            throw SqlErrors.of(e, sql);
        }
    }

    @Override
    public void batch(String sql, Collection<@Nullable Object[]> arguments) {
        try {
            Statements.batch(connection, sql, arguments);
        } catch (SQLException e) {
            throw SqlErrors.of(e, sql);
        }
    }
}
