package org.posthorn.gateway.content;

import java.net.Inet4Address;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/// Says which network addresses the picture proxy may connect to: public ones only, so that no message can make this
/// server knock on its neighbours' doors (server-side request forgery).
final class AddressGuard {
    private AddressGuard() {}

    static boolean isPublic(InetAddress address) {
        if (address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()) {
            return false;
        }
        return switch (address) {
            case Inet4Address v4 -> isPublic4(v4.getAddress());
            case Inet6Address v6 -> isPublic6(v6.getAddress());
            default -> false;
        };
    }

    /// RFC 6890 and its registry: this network, shared space (RFC 6598), protocol assignments, documentation,
    /// benchmarking, reserved and broadcast.
    private static boolean isPublic4(byte[] a) {
        int first = a[0] & 0xff;
        int second = a[1] & 0xff;
        int third = a[2] & 0xff;
        return first != 0
                && first < 240
                && !(first == 100 && second >= 64 && second < 128)
                && !(first == 192 && second == 0)
                && !(first == 192 && second == 88 && third == 99)
                && !(first == 198 && (second == 18 || second == 19))
                && !(first == 198 && second == 51 && third == 100)
                && !(first == 203 && second == 0 && third == 113);
    }

    /// Global unicast is 2000::/3; of it, addresses that carry an IPv4 address count as that one (6to4 RFC 3056; NAT64
    /// RFC 6052 lies outside), Teredo and documentation not at all.
    private static boolean isPublic6(byte[] a) {
        if (a[0] == 0x00 && a[1] == 0x64 && (a[2] & 0xff) == 0xff && (a[3] & 0xff) == 0x9b) {
            return embedded(Arrays.copyOfRange(a, 12, 16));
        }
        if ((a[0] & 0xe0) != 0x20) {
            return false;
        }
        if (a[0] == 0x20 && a[1] == 0x02) {
            return embedded(Arrays.copyOfRange(a, 2, 6));
        }
        boolean special =
                a[0] == 0x20 && a[1] == 0x01 && ((a[2] & 0xfe) == 0 || (a[2] == 0x0d && (a[3] & 0xff) == 0xb8));
        boolean documentation = a[0] == 0x3f && (a[1] & 0xf0) == 0xf0;
        return !special && !documentation;
    }

    private static boolean embedded(byte[] v4) {
        try {
            return isPublic(InetAddress.getByAddress(v4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
