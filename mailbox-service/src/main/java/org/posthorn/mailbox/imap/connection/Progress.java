package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.posthorn.mailbox.imap.wire.ResponseWriter;

/// Tells a client that a command takes long (RFC 9585), so that it does not take the connection for dead. A command
/// costs one uncontended lock; whoever looks after all connections asks now and then whether it is time to tell.
final class Progress {
    private final ResponseWriter out;
    private final ReentrantLock lock = new ReentrantLock();
    private String tag = "";
    private volatile @Nullable Work work;

    /// What the connection's thread waits for, since when and since when nothing was told.
    private record Work(String tag, long told) {}

    Progress(ResponseWriter out) {
        this.out = out;
    }

    /// A command begins.
    void begins(String commandTag) {
        tag = commandTag;
    }

    /// Does work that writes nothing; meanwhile another thread may tell that it goes on.
    <T> T during(Supplier<T> longWork) {
        set(new Work(tag, System.nanoTime()));
        try {
            return longWork.get();
        } finally {
            set(null);
        }
    }

    private void set(@Nullable Work begun) {
        lock.lock();
        try {
            work = begun;
        } finally {
            lock.unlock();
        }
    }

    /// Whether work goes on and nothing was told for so long.
    boolean isDue(long nanos) {
        var going = work;
        return going != null && System.nanoTime() - going.told() >= nanos;
    }

    /// Tells that work goes on when nothing was told for so long. How far it is we do not know: it is mostly one
    /// statement in the database (RFC 9585 §4: both numbers may be NIL).
    void tell(long nanos) throws IOException {
        lock.lock();
        try {
            var going = work;
            if (going != null && isDue(nanos)) {
                work = new Work(going.tag(), System.nanoTime());
                out.text("* OK [INPROGRESS (")
                        .string(going.tag())
                        .text(" NIL NIL)] Still working")
                        .end();
                out.flush();
            }
        } finally {
            lock.unlock();
        }
    }
}
