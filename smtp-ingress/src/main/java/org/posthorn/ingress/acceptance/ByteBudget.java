package org.posthorn.ingress.acceptance;

import java.util.concurrent.atomic.AtomicLong;

/// The memory that all sessions together may hold content in. Safe for use by many threads.
public final class ByteBudget {
    private final long total;
    private final AtomicLong used = new AtomicLong();

    public ByteBudget(long total) {
        this.total = total;
    }

    /// Takes octets from the budget, or none when there are not enough.
    boolean reserve(long octets) {
        if (used.addAndGet(octets) <= total) {
            return true;
        }
        used.addAndGet(-octets);
        return false;
    }

    void release(long octets) {
        used.addAndGet(-octets);
    }

    public long used() {
        return used.get();
    }
}
