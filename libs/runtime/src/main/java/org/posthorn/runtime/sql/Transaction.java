package org.posthorn.runtime.sql;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A transaction under way; used by the thread that runs it alone.
///
/// A round trip to the database costs more than most statements. Those whose outcome is not needed at once therefore
/// wait, and travel together with the next one that is needed, or with the commit; the database sees them in the order
/// in which they were given. One that fails, fails where it travels.
public final class Transaction implements Sql {
    /// Their parameters count together, and the driver takes 65,535.
    private static final int MOST_WAITING = 100;

    private final Connection connection;
    private final List<Statements.Step<?>> waiting = new ArrayList<>();
    private final List<Runnable> afterCommit = new ArrayList<>();

    Transaction(Connection connection) {
        this.connection = connection;
    }

    /// Runs something once the transaction is committed; not at all when it is rolled back.
    public void afterCommit(Runnable action) {
        afterCommit.add(action);
    }

    /// Commits, together with what waits.
    void commit() throws SQLException {
        if (!waiting.isEmpty()) {
            later("COMMIT");
            sendWaiting();
        }
        connection.commit();
    }

    void committed() {
        afterCommit.forEach(Runnable::run);
    }

    /// A change whose count of rows nobody asks for: it waits.
    public void later(String sql, @Nullable Object... arguments) {
        step(sql, null, arguments);
    }

    /// A question that waits until its answer is asked for. Its rows must be few, and what follows it small: those of
    /// a large answer would fill the connection while statements are still being sent on it. The mapper must not
    /// fail, since it may run after the commit.
    public <T> Answer<T> ask(String sql, RowMapper<T> mapper, @Nullable Object... arguments) {
        var step = step(sql, mapper, arguments);
        return () -> {
            if (waiting.contains(step)) {
                sendWaiting();
            }
            return step.rows();
        };
    }

    @Override
    public <T> List<T> query(String sql, RowMapper<T> mapper, @Nullable Object... arguments) {
        var step = step(sql, mapper, arguments);
        sendWaiting();
        return step.rows();
    }

    @Override
    public <T> Optional<T> queryOne(String sql, RowMapper<T> mapper, @Nullable Object... arguments) {
        return Database.only(query(sql, mapper, arguments), sql);
    }

    @Override
    public int update(String sql, @Nullable Object... arguments) {
        var step = step(sql, null, arguments);
        sendWaiting();
        return step.count();
    }

    /// As in [Sql]; a single one waits.
    @Override
    public void batch(String sql, Collection<@Nullable Object[]> arguments) {
        if (arguments.size() == 1) {
            later(sql, arguments.iterator().next());
            return;
        }
        sendWaiting();
        try {
            Statements.batch(connection, sql, arguments);
        } catch (SQLException e) {
            throw SqlErrors.of(e, sql);
        }
    }

    private <T> Statements.Step<T> step(String sql, @Nullable RowMapper<T> mapper, @Nullable Object[] arguments) {
        if (waiting.size() == MOST_WAITING) {
            sendWaiting();
        }
        var step = new Statements.Step<>(sql, mapper, arguments);
        waiting.add(step);
        return step;
    }

    private void sendWaiting() {
        if (waiting.isEmpty()) {
            return;
        }
        var steps = List.copyOf(waiting);
        waiting.clear();
        try {
            Statements.run(connection, steps);
        } catch (SQLException e) {
            throw SqlErrors.of(e, Statements.text(steps));
        }
    }
}
