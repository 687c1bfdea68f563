package org.posthorn.mailbox.account;

import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/// From where accounts logged in lately; those of whom nothing was heard for longest are forgotten first.
///
/// The log by which replicas tell each other reaches a day back. Therefore a network that goes on to be used is told
/// again while the last telling has most of that day before it.
final class KnownNetworks {
    private static final int MOST = 100_000;
    private static final Duration TOLD_AGAIN = Duration.ofHours(6);

    private record Pair(String account, String network) {}

    /// When each was told last. Guarded by this.
    private final Map<Pair, Instant> told = new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Pair, Instant> eldest) {
            return size() > MOST;
        }
    };

    /// @return whether others are to be told
    synchronized boolean add(String account, String network, Instant at) {
        var pair = new Pair(account, network);
        var last = told.get(pair);
        if (last != null && at.isBefore(last.plus(TOLD_AGAIN))) {
            return false;
        }
        told.put(pair, at);
        return true;
    }

    synchronized boolean knows(String account, String network) {
        return told.containsKey(new Pair(account, network));
    }
}
