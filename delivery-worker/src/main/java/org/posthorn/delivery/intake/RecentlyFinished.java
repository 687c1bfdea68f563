package org.posthorn.delivery.intake;

import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/// The last records that this worker finished. A record whose lock ran out before it was accepted comes again: then it
/// is known to be done, and not in doubt. The lock guards the set.
final class RecentlyFinished {
    private static final int MOST = 20_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Set<String> sources = new LinkedHashSet<>();

    void add(String source) {
        lock.lock();
        try {
            sources.add(source);
            if (sources.size() > MOST) {
                sources.remove(sources.iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }

    boolean contains(String source) {
        lock.lock();
        try {
            return sources.contains(source);
        } finally {
            lock.unlock();
        }
    }
}
