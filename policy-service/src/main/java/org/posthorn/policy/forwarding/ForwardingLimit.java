package org.posthorn.policy.forwarding;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.Map;

/// How many messages an address passed on within the last hour, on this instance. An address that passed
/// on nothing for long is forgotten. Synchronised.
final class ForwardingLimit {
    private static final Duration WINDOW = Duration.ofHours(1);
    private static final int MOST_ADDRESSES = 10_000;

    private final int most;
    private final Map<String, Deque<Instant>> passed = new LinkedHashMap<>(64, 0.75f, true);

    ForwardingLimit(int most) {
        this.most = most;
    }

    /// Counts a message, unless the address has had its share.
    synchronized boolean admits(String address, Instant now) {
        var times = passed.computeIfAbsent(address, _ -> new ArrayDeque<>());
        while (!times.isEmpty() && !times.peekFirst().isAfter(now.minus(WINDOW))) {
            times.removeFirst();
        }
        if (passed.size() > MOST_ADDRESSES) {
            var eldest = passed.keySet().iterator();
            eldest.next();
            eldest.remove();
        }
        if (times.size() >= most) {
            return false;
        }
        times.addLast(now);
        return true;
    }
}
