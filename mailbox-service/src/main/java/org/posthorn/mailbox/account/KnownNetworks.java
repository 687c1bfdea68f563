package org.posthorn.mailbox.account;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/// From where accounts logged in lately; the eldest are forgotten first.
final class KnownNetworks {
    private static final int MOST = 100_000;

    private record Pair(String account, String network) {}

    private final Set<Pair> pairs = Collections.synchronizedSet(Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Pair, Boolean> eldest) {
            return size() > MOST;
        }
    }));

    /// @return whether it is new
    boolean add(String account, String network) {
        return pairs.add(new Pair(account, network));
    }

    boolean knows(String account, String network) {
        return pairs.contains(new Pair(account, network));
    }
}
