package org.posthorn.delivery.attempt;

import java.time.InstantSource;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.posthorn.delivery.nexthop.Site;

/// The lanes by site, and within it by source: a site knows us by our addresses, so each has limits and a reputation of
/// its own there. Lanes without work go when there are many.
public final class Lanes {
    private static final int MANY = 10_000;
    private static final int UNKNOWN_CAPACITY = 20;

    private final Limits limits;
    private final InstantSource clock;
    private final ConcurrentMap<String, ConcurrentMap<String, Lane>> sites = new ConcurrentHashMap<>();

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

    /// @param source empty where the system chooses the address
    Lane of(Site site, String source) {
        if (sites.size() > MANY) {
            sites.values().removeIf(lanes -> lanes.values().stream().allMatch(Lane::isIdle));
        }
        return sites.computeIfAbsent(site.name(), _ -> new ConcurrentHashMap<>())
                .computeIfAbsent(source, _ -> lane(site));
    }

    /// The site lets nobody in who comes from the source, as far as is known.
    boolean isShut(Site site, String source) {
        var lanes = sites.get(site.name());
        var lane = lanes == null ? null : lanes.get(source);
        return lane != null && lane.isShut();
    }

    /// How many messages one worker may have in its hands for a site; a few for one that it does not know
    /// yet.
    public int capacity(String site) {
        var lanes = sites.get(site);
        var known = lanes == null
                ? 0
                : lanes.values().stream().mapToInt(Lane::capacity).sum();
        return known == 0 ? UNKNOWN_CAPACITY : known;
    }

    /// Sites that are known.
    public int size() {
        return sites.size();
    }

    private Lane lane(Site site) {
        var rule = site.rule();
        var connections = rule.connections().orElse(site.routed() ? limits.perRoute() : limits.perSite());
        var messages = rule.messages().orElse(limits.messagesPerConnection());
        return new Lane(new Pace(connections, rule.interval()), messages, clock);
    }
}
