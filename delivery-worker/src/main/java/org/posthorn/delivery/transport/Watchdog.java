package org.posthorn.delivery.transport;

import java.io.Closeable;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/// Closes a socket whose peer does not read: a blocked write has no timeout of its own.
public final class Watchdog implements AutoCloseable {
    private final ScheduledThreadPoolExecutor clock;

    public Watchdog() {
        clock = new ScheduledThreadPoolExecutor(
                1, Thread.ofPlatform().daemon().name("delivery-watchdog").factory());
        clock.setRemoveOnCancelPolicy(true);
    }

    Future<?> close(Closeable socket, Duration after) {
        try {
            return clock.schedule(() -> closeQuietly(socket), after.toMillis(), TimeUnit.MILLISECONDS);
        } catch (RejectedExecutionException _) {
            // The process is stopping: nothing will wait for this socket long.
            return CompletableFuture.completedFuture(null);
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
        clock.shutdownNow();
    }
}
