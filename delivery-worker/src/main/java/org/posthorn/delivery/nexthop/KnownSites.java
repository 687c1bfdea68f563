package org.posthorn.delivery.nexthop;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/// The site that each next-hop domain had when it was looked up last: a good guess of where its mail will
/// queue, without a look-up. The lock guards the map, which forgets the domains that were used longest ago.
public final class KnownSites {
    private static final int MOST = 50_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Map<String, String> sites = new LinkedHashMap<>(256, 0.75f, true);

    /// The name of the domain's site; the domain's own while nothing is known.
    public String of(String domain) {
        lock.lock();
        try {
            return sites.getOrDefault(domain, domain);
        } finally {
            lock.unlock();
        }
    }

    void learn(String domain, Site site) {
        lock.lock();
        try {
            sites.put(domain, site.name());
            if (sites.size() > MOST) {
                sites.remove(sites.keySet().iterator().next());
            }
        } finally {
            lock.unlock();
        }
    }
}
