package org.posthorn.delivery.transport;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/// Closes a socket whose peer does not read: a blocked write has no timeout of its own. Each message is guarded a few
/// times for microseconds, so a guard wakes nobody: one thread looks at all of them a few times a second.
public final class Watchdog implements AutoCloseable {
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Set<Guard> guards = ConcurrentHashMap.newKeySet();
    private final Thread watching;

    public Watchdog() {
        watching = Thread.ofVirtual().name("delivery-watchdog").start(this::watch);
    }

    /// A socket while something is written to it; ended when that is out.
    public final class Guard {
        private final Closeable socket;
        private final long deadline;

        private Guard(Closeable socket, long deadline) {
            this.socket = socket;
            this.deadline = deadline;
        }

        /// It went out in time.
        public void end() {
            guards.remove(this);
        }

        private void closeWhenLate(long now) {
            if (now - deadline >= 0) {
                end();
                closeQuietly(socket);
            }
        }
    }

    /// Closes the socket after so long, or up to a quarter of a second later, unless the guard ends before.
    public Guard close(Closeable socket, Duration after) {
        var guard = new Guard(socket, System.nanoTime() + after.toNanos());
        guards.add(guard);
        return guard;
    }

    private void watch() {
        try {
            while (!Thread.currentThread().isInterrupted()) {
                Thread.sleep(LOOK);
                var now = System.nanoTime();
                guards.forEach(guard -> guard.closeWhenLate(now));
            }
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private static void closeQuietly(Closeable socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone already.
        }
    }

    @Override
    public void close() {
        watching.interrupt();
    }
}
