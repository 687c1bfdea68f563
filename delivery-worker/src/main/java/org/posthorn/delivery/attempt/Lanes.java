package org.posthorn.delivery.attempt;

import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/// The lanes by next hop. Lanes without work go when there are many.
final class Lanes {
    private static final int MANY = 10_000;

    private final int turnsPerLane;
    private final InstantSource clock;
    private final ConcurrentMap<String, Lane> lanes = new ConcurrentHashMap<>();

    Lanes(int turnsPerLane, InstantSource clock) {
        this.turnsPerLane = turnsPerLane;
        this.clock = clock;
    }

    Lane of(String nextHop) {
        if (lanes.size() > MANY) {
            var now = clock.instant();
            lanes.values().removeIf(lane -> lane.isIdle(now));
        }
        return lanes.computeIfAbsent(nextHop, _ -> new Lane(turnsPerLane));
    }

    int size() {
        return lanes.size();
    }
}
