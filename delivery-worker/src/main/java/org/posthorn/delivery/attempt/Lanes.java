package org.posthorn.delivery.attempt;

import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.posthorn.delivery.nexthop.Site;

/// The lanes by site. Lanes without work go when there are many.
public final class Lanes {
    private static final int MANY = 10_000;
    private static final int UNKNOWN_CAPACITY = 20;

    private final Limits limits;
    private final InstantSource clock;
    private final ConcurrentMap<String, Lane> lanes = new ConcurrentHashMap<>();

    /// What holds where no rule of the operator says otherwise.
    ///
    /// @param perSite connections to one site at a time
    /// @param perRoute connections to the server of a configured route at a time
    /// @param messagesPerConnection before it is closed
    public record Limits(int perSite, int perRoute, int messagesPerConnection) {}

    public Lanes(Limits limits, InstantSource clock) {
        this.limits = limits;
        this.clock = clock;
    }

    Lane of(Site site) {
        if (lanes.size() > MANY) {
            lanes.values().removeIf(Lane::isIdle);
        }
        return lanes.computeIfAbsent(site.name(), _ -> lane(site));
    }

    /// How many messages one worker may have in its hands for a site; a few for one that it does not know
    /// yet.
    public int capacity(String site) {
        var lane = lanes.get(site);
        return lane == null ? UNKNOWN_CAPACITY : lane.capacity();
    }

    /// Lanes that are known.
    public int size() {
        return lanes.size();
    }

    private Lane lane(Site site) {
        var rule = site.rule();
        var connections = rule.connections().orElse(site.routed() ? limits.perRoute() : limits.perSite());
        var messages = rule.messages().orElse(limits.messagesPerConnection());
        return new Lane(new Pace(connections, rule.interval()), messages, clock);
    }
}
