package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;

/// When another thread may write to a connection: while the connection's own thread waits for its client, who idles
/// (RFC 2177) or asked for notifications (RFC 5465). Only one thread writes at any time.
final class PushWindow {
    private final ReentrantLock lock = new ReentrantLock();
    private final AtomicBoolean coming = new AtomicBoolean();
    private final Push push;
    private final Runnable lost;
    private boolean open;

    /// Writes what there is to tell.
    interface Push {
        void run() throws IOException;
    }

    /// @param lost when the client is gone
    PushWindow(Push push, Runnable lost) {
        this.push = push;
        this.lost = lost;
    }

    /// From now on others may write, until it is [#shut]; what there is already is written first.
    void open() throws IOException {
        lock.lock();
        try {
            open = true;
            push.run();
        } finally {
            lock.unlock();
        }
    }

    /// Nobody else writes any more.
    void shut() {
        lock.lock();
        try {
            open = false;
        } finally {
            lock.unlock();
        }
    }

    /// Has somebody write soon, unless somebody will already; returns at once.
    void wake() {
        if (coming.compareAndSet(false, true)) {
            try {
                Thread.startVirtualThread(this::pushNow);
            } catch (OutOfMemoryError e) {
                coming.set(false);
                lost.run();
            }
        }
    }

    private void pushNow() {
        coming.set(false);
        lock.lock();
        try {
            if (open) {
                push.run();
            }
        } catch (IOException e) {
            lost.run();
        } finally {
            lock.unlock();
        }
    }
}
