package org.posthorn.mailauth.dns;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;

/// How the DNS is asked.
///
/// @param servers asked in this order; empty means the system's (`dns.servers`, default empty)
/// @param timeout how long one server may take for one try (default 2 s)
/// @param tries rounds over all servers (default 2)
/// @param concurrentQueries questions on the wire at a time (default 256)
/// @param cacheEntries answers kept per record type (default 20,000)
/// @param longestTtl a longer TTL is cut to this (default 1 day)
/// @param longestNegativeTtl "no such name" is kept no longer than this (default 15 minutes, RFC 2308 §5)
/// @param failureTtl how long a failure is remembered (default 5 s, RFC 9520 §2.2)
/// @param trustAuthenticated believe the AD bit of servers that are not on loopback (default false)
/// @param specialUseLocally answer RFC 6761 names without asking (default true)
public record DnsSettings(
        List<InetSocketAddress> servers,
        Duration timeout,
        int tries,
        int concurrentQueries,
        int cacheEntries,
        Duration longestTtl,
        Duration longestNegativeTtl,
        Duration failureTtl,
        boolean trustAuthenticated,
        boolean specialUseLocally) {

    /// The defaults, with these servers.
    public static DnsSettings withServers(List<InetSocketAddress> servers) {
        return new DnsSettings(
                List.copyOf(servers),
                Duration.ofSeconds(2),
                2,
                256,
                20_000,
                Duration.ofDays(1),
                Duration.ofMinutes(15),
                Duration.ofSeconds(5),
                false,
                true);
    }

    /// The defaults but for what operators set.
    ///
    /// @param servers as [#parseServer] reads them
    public static DnsSettings of(
            List<String> servers, Duration timeout, int tries, int cacheEntries, boolean trustAuthenticated) {
        var usual = withServers(servers.stream().map(DnsSettings::parseServer).toList());
        return new DnsSettings(
                usual.servers(),
                timeout,
                tries,
                usual.concurrentQueries(),
                cacheEntries,
                usual.longestTtl(),
                usual.longestNegativeTtl(),
                usual.failureTtl(),
                trustAuthenticated,
                usual.specialUseLocally());
    }

    /// The same with no answer kept longer than this.
    public DnsSettings forgettingAfter(Duration longest) {
        return new DnsSettings(
                servers,
                timeout,
                tries,
                concurrentQueries,
                cacheEntries,
                longest,
                longest,
                failureTtl,
                trustAuthenticated,
                specialUseLocally);
    }

    /// One server as people write it: `192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1`, `[2001:db8::1]:5353`.
    /// Only literal addresses, since a name would need the DNS to find the DNS.
    ///
    /// @throws IllegalArgumentException with a sentence for the operator
    public static InetSocketAddress parseServer(String text) {
        var address = text.strip();
        var port = 53;
        var bracket = address.startsWith("[") ? address.indexOf(']') : -1;
        var colon = address.lastIndexOf(':');
        if (bracket > 0 ? colon == bracket + 1 : colon > 0 && colon == address.indexOf(':')) {
            port = parsePort(text, address.substring(colon + 1));
            address = address.substring(0, colon);
        }
        if (bracket > 0) {
            address = address.substring(1, bracket);
        }
        if (!org.xbill.DNS.Address.isDottedQuad(address) && address.indexOf(':') < 0) {
            throw new IllegalArgumentException("dns.servers takes addresses, not names: " + text);
        }
        return new InetSocketAddress(address, port);
    }

    private static int parsePort(String text, String digits) {
        try {
            return Integer.parseInt(digits);
        } catch (NumberFormatException _) {
            throw new IllegalArgumentException("dns.servers has a port that is not a number: " + text);
        }
    }
}
