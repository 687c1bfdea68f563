package org.posthorn.mailauth.dns;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Names that never reach the network (RFC 6761 §6.2-6.4, RFC 7686 §2): `localhost` is this machine, and `test`,
/// `invalid` and `onion` do not exist. Without this a mistyped test address would leak to public servers and wait
/// for their answer.
final class SpecialUseNames {
    private static final Duration TTL = Duration.ofDays(1);
    private static final List<String> ABSENT = List.of("test", "invalid", "onion");

    private SpecialUseNames() {}

    static boolean isLocalhost(String normalName) {
        return DnsName.isWithin(normalName, "localhost");
    }

    /// The answer for every type but addresses, or null when the name is an ordinary one.
    static <T> @Nullable DnsAnswer<T> answer(String normalName) {
        if (isLocalhost(normalName)) {
            return new DnsAnswer.NoData<>(TTL, false);
        }
        for (var zone : ABSENT) {
            if (DnsName.isWithin(normalName, zone)) {
                return new DnsAnswer.NxDomain<>(TTL, false);
            }
        }
        return null;
    }

    static @Nullable DnsAnswer<Inet4Address> a(String normalName) {
        return isLocalhost(normalName)
                ? new DnsAnswer.Found<>(List.of((Inet4Address) literal(127, 0, 0, 1)), TTL, false)
                : answer(normalName);
    }

    static @Nullable DnsAnswer<Inet6Address> aaaa(String normalName) {
        return isLocalhost(normalName)
                ? new DnsAnswer.Found<>(
                        List.of((Inet6Address) literal(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1)), TTL, false)
                : answer(normalName);
    }

    private static InetAddress literal(int... octets) {
        var bytes = new byte[octets.length];
        for (var i = 0; i < octets.length; i++) {
            bytes[i] = (byte) octets[i];
        }
        try {
            return InetAddress.getByAddress(bytes);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("an address has 4 or 16 octets", e);
        }
    }
}
