package org.posthorn.delivery.nexthop;

import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;

/// What an operator set for a site: `connections:10 messages:50 rate:600/m`, any of them.
///
/// @param name the exchanger that it is for; `.example.com` is everything below it, as one site
/// @param connections at a time
/// @param messages on one connection before it is closed
/// @param interval the least time between two messages, on average
public record SiteRule(String name, OptionalInt connections, OptionalInt messages, Optional<Duration> interval) {
    /// Nothing is set.
    public static final SiteRule NONE = new SiteRule("", OptionalInt.empty(), OptionalInt.empty(), Optional.empty());

    /// Reads a rule.
    ///
    /// @throws IllegalArgumentException with a sentence for the operator
    static SiteRule parse(String name, String text) {
        var rule = new SiteRule(
                name.strip().toLowerCase(Locale.ROOT), OptionalInt.empty(), OptionalInt.empty(), Optional.empty());
        for (var part : text.strip().split("\\s+")) {
            int colon = part.indexOf(':');
            var value = part.substring(colon + 1);
            rule = switch (part.substring(0, Math.max(0, colon))) {
                case "connections" -> new SiteRule(rule.name, count(part, value), rule.messages, rule.interval);
                case "messages" -> new SiteRule(rule.name, rule.connections, count(part, value), rule.interval);
                case "rate" -> new SiteRule(rule.name, rule.connections, rule.messages, Optional.of(rate(part, value)));
                default -> throw wrong(part);
            };
        }
        return rule;
    }

    private static OptionalInt count(String part, String value) {
        if (!value.matches("[1-9][0-9]{0,5}")) {
            throw wrong(part);
        }
        return OptionalInt.of(Integer.parseInt(value));
    }

    private static Duration rate(String part, String value) {
        if (!value.matches("[1-9][0-9]{0,6}/[smhd]")) {
            throw wrong(part);
        }
        int slash = value.indexOf('/');
        var unit = switch (value.charAt(slash + 1)) {
            case 's' -> Duration.ofSeconds(1);
            case 'm' -> Duration.ofMinutes(1);
            case 'h' -> Duration.ofHours(1);
            default -> Duration.ofDays(1);
        };
        return unit.dividedBy(Integer.parseInt(value.substring(0, slash)));
    }

    private static IllegalArgumentException wrong(String part) {
        return new IllegalArgumentException(
                "A site's rule is written as connections:10 messages:50 rate:600/m, not " + part);
    }
}
