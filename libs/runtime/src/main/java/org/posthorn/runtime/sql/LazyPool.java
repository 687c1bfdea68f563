package org.posthorn.runtime.sql;

import com.zaxxer.hikari.HikariDataSource;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Connections that are opened when they are first asked for, and asked for again where that failed: a
/// service need not wait for its database to start. The lock lets one thread open it.
final class LazyPool implements AutoCloseable {
    private final Supplier<HikariDataSource> opening;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile @Nullable HikariDataSource open;
    private boolean closed;

    LazyPool(Supplier<HikariDataSource> opening) {
        this.opening = opening;
    }

    /// @throws DatabaseUnavailable when it cannot be opened now
    HikariDataSource get() {
        var ready = open;
        return ready == null ? opened() : ready;
    }

    private HikariDataSource opened() {
        lock.lock();
        try {
            if (closed) {
                throw new DatabaseUnavailable("The database is closed.");
            }
            var ready = open;
            if (ready == null) {
                ready = opening.get();
                open = ready;
            }
            return ready;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            var ready = open;
            open = null;
            if (ready != null) {
                ready.close();
            }
        } finally {
            lock.unlock();
        }
    }
}
