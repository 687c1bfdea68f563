package org.posthorn.delivery.nexthop;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/// Whose mail shares one lane: all domains with the same set of mail exchangers, so that a provider's
/// customers are served together; a route's server; or what one shaping rule brings together.
///
/// @param name of the lane, as operators see it: the exchangers in alphabetical order, or the rule's or
/// route's name
/// @param routed the operator chose the server, so it may have more connections than a stranger's
/// @param rule what the operator set for it
public record Site(String name, boolean routed, SiteRule rule) {
    private static final int LONGEST_NAME = 200;

    /// The site of a set of exchangers.
    static Site ofExchangers(Collection<String> hosts, SiteRules rules) {
        var rule = rules.of(hosts);
        return new Site(rule.isPresent() ? rule.get().name() : joined(hosts), false, rule.orElse(SiteRule.NONE));
    }

    /// The site of a route.
    static Site ofRoute(Route route, SiteRules rules) {
        var rule = rules.of(List.of(route.host()));
        return new Site(route.host() + ":" + route.port(), true, rule.orElse(SiteRule.NONE));
    }

    private static String joined(Collection<String> hosts) {
        var name = String.join(",", new TreeSet<>(hosts));
        return name.length() <= LONGEST_NAME
                ? name
                : name.substring(0, LONGEST_NAME) + "#" + Integer.toHexString(name.hashCode());
    }
}
