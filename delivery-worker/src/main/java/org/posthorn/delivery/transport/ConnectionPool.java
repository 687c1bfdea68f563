package org.posthorn.delivery.transport;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/// Connections that lie ready, by server. The one used last is used next, so that the others grow old and
/// leave. The lock guards the map and is never held while the network is touched.
public final class ConnectionPool implements AutoCloseable {
    private final Duration idle;
    private final ReentrantLock lock = new ReentrantLock();
    private final Map<MailServer, Deque<Idle>> ready = new HashMap<>();
    private final Thread sweeper;
    private boolean closed;

    public ConnectionPool(Duration idle) {
        this.idle = idle;
        this.sweeper = Thread.ofVirtual().name("delivery-pool").start(this::sweep);
    }

    @Nullable
    SmtpConnection take(MailServer server) {
        while (true) {
            var connection = pop(server);
            if (connection == null || !connection.isStale()) {
                return connection;
            }
            connection.close();
        }
    }

    /// The last that its user does with a connection: the message behind gets it, or it lies ready for another.
    ///
    /// @param mostMessages after so many it is closed
    void giveBack(SmtpConnection connection, int mostMessages) {
        if (connection.passOn()) {
            return;
        }
        if (!connection.reusable() || connection.messages() >= mostMessages || !push(connection)) {
            connection.quit();
        }
    }

    /// Connections that lie ready.
    public int size() {
        lock.lock();
        try {
            return ready.values().stream().mapToInt(Deque::size).sum();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void close() {
        sweeper.interrupt();
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        olderThan(Long.MAX_VALUE).forEach(SmtpConnection::quit);
    }

    private @Nullable SmtpConnection pop(MailServer server) {
        lock.lock();
        try {
            var waiting = ready.get(server);
            var last = waiting == null ? null : waiting.pollLast();
            return last == null ? null : last.connection();
        } finally {
            lock.unlock();
        }
    }

    private boolean push(SmtpConnection connection) {
        lock.lock();
        try {
            if (!closed) {
                ready.computeIfAbsent(connection.server(), _ -> new ArrayDeque<>())
                        .addLast(new Idle(connection, System.nanoTime()));
            }
            return !closed;
        } finally {
            lock.unlock();
        }
    }

    private void sweep() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(Duration.ofSeconds(1));
                olderThan(System.nanoTime() - idle.toNanos()).forEach(SmtpConnection::quit);
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private List<SmtpConnection> olderThan(long time) {
        List<SmtpConnection> old = new ArrayList<>();
        lock.lock();
        try {
            for (var waiting : ready.values()) {
                while (!waiting.isEmpty() && waiting.peekFirst().since() < time) {
                    old.add(waiting.removeFirst().connection());
                }
            }
            ready.values().removeIf(Deque::isEmpty);
        } finally {
            lock.unlock();
        }
        return old;
    }

    private record Idle(SmtpConnection connection, long since) {}
}
