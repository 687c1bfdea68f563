package org.posthorn.delivery.attempt;

import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.posthorn.delivery.attempt.Attempter.Limits;
import org.posthorn.delivery.nexthop.NextHops.Site;

/// The lanes by site. Lanes without work go when there are many.
final class Lanes {
    private static final int MANY = 10_000;

    private final Limits limits;
    private final InstantSource clock;
    private final ConcurrentMap<String, Lane> lanes = new ConcurrentHashMap<>();

    Lanes(Limits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
    }

    Lane of(Site site) {
        if (lanes.size() > MANY) {
            var now = clock.instant();
            lanes.values().removeIf(lane -> lane.isIdle(now));
        }
        return lanes.computeIfAbsent(
                site.name(), _ -> new Lane(site.routed() ? limits.perRoute() : limits.perNextHop()));
    }

    int size() {
        return lanes.size();
    }
}
