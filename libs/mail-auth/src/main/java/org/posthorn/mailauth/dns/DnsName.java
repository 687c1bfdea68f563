package org.posthorn.mailauth.dns;

import java.util.Locale;

/// The one spelling of a name that caches and comparisons use: lower case, no trailing dot.
final class DnsName {

    private DnsName() {}

    static String normal(String name) {
        var end = name.endsWith(".") ? name.length() - 1 : name.length();
        return name.substring(0, end).toLowerCase(Locale.ROOT);
    }

    /// True for `zone` itself and everything below it; both in normal spelling.
    static boolean isWithin(String name, String zone) {
        return name.endsWith(zone)
                && (name.length() == zone.length() || name.charAt(name.length() - zone.length() - 1) == '.');
    }
}
