package org.posthorn.policy.route;

/// How far an alias may lead.
///
/// @param depth aliases of aliases, at most (default 10)
/// @param targets addresses that one forward-path becomes, at most (default 1000)
public record RoutingLimits(int depth, int targets) {
    /// What holds where nothing is set.
    public static final RoutingLimits DEFAULT = new RoutingLimits(10, 1000);
}
