package org.posthorn.delivery.nexthop;

import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// The operator's shaping, by exchanger. A rule holds for a site when it fits each of its exchangers; of
/// several the longest name wins. Exchangers below a `.name` are one site, which brings a provider together
/// that gives each customer an exchanger of its own.
public final class SiteRules {
    private final List<SiteRule> rules;

    /// @throws IllegalArgumentException with a sentence for the operator
    public SiteRules(Map<String, String> configured) {
        rules = configured.entrySet().stream()
                .map(entry -> SiteRule.parse(entry.getKey(), entry.getValue()))
                .sorted((a, b) -> b.name().length() - a.name().length())
                .toList();
    }

    Optional<SiteRule> of(Collection<String> hosts) {
        return rules.stream()
                .filter(rule -> hosts.stream().allMatch(host -> fits(rule.name(), host.toLowerCase(Locale.ROOT))))
                .findFirst();
    }

    private static boolean fits(String name, String host) {
        return name.startsWith(".") ? host.endsWith(name) : host.equals(name);
    }
}
