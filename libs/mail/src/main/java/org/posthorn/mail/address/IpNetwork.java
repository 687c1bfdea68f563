package org.posthorn.mail.address;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import org.posthorn.mail.Parsed;

/// A network of IP addresses in CIDR notation (RFC 4632 §3.1, RFC 4291 §2.3), or one address.
///
/// IPv4 is held as the IPv4-mapped addresses of IPv6 (RFC 4291 §2.5.5.2), so that `192.0.2.1` and `::ffff:192.0.2.1`,
/// which are one client, are equal.
///
/// @param high the first 64 bits
/// @param low  the last 64 bits
/// @param bits how many of the 128 count; the others are zero
public record IpNetwork(long high, long low, int bits) {
    /// What stands before an IPv4 address in its mapped form.
    private static final int MAPPED = 96;

    private static final int ALL = 128;
    private static final int LONGEST_TEXT = 64;

    public IpNetwork {
        if (bits < 0 || bits > ALL) {
            throw new IllegalArgumentException("a network has 0 to 128 bits, not " + bits);
        }
        high &= mask(bits);
        low &= mask(bits - Long.SIZE);
    }

    /// One address.
    public static IpNetwork of(InetAddress address) {
        var octets = ByteBuffer.wrap(address.getAddress());
        return octets.capacity() == 4
                ? new IpNetwork(0, 0xFFFF_0000_0000L | (octets.getInt() & 0xFFFF_FFFFL), ALL)
                : new IpNetwork(octets.getLong(), octets.getLong(), ALL);
    }

    /// Reads `192.0.2.1`, `192.0.2.0/24`, `2001:db8::1` or `2001:db8::/32`. Bits beyond the length are cleared.
    public static Parsed<IpNetwork> parse(String text) {
        int slash = text.indexOf('/');
        var address = slash < 0 ? text : text.substring(0, slash);
        if (text.length() > LONGEST_TEXT || !(isV4(address) || isV6(address))) {
            return wrong();
        }
        try {
            var whole = of(InetAddress.ofLiteral(address));
            if (slash < 0) {
                return Parsed.ok(whole);
            }
            int offset = address.indexOf(':') < 0 ? MAPPED : 0;
            int bits = length(text.substring(slash + 1)) + offset;
            return bits >= offset && bits <= ALL ? Parsed.ok(whole.widened(bits)) : wrong();
        } catch (IllegalArgumentException _) {
            return wrong();
        }
    }

    private static Parsed<IpNetwork> wrong() {
        return Parsed.malformed("A network is written 192.0.2.1, 10.0.0.0/8 or 2001:db8::/32");
    }

    /// The network of the first bits of this one.
    public IpNetwork widened(int fewerBits) {
        return fewerBits >= bits ? this : new IpNetwork(high, low, fewerBits);
    }

    public boolean contains(InetAddress address) {
        return contains(of(address));
    }

    /// Whether every address of the other one is in this one. No network of IPv6 has IPv4 addresses in it.
    public boolean contains(IpNetwork other) {
        return other.bits >= bits
                && isV4() == other.isV4()
                && other.widened(bits).equals(this);
    }

    public boolean isV4() {
        return bits >= MAPPED && high == 0 && low >>> Integer.SIZE == 0xFFFF;
    }

    /// How many bits its text says: of 32 or of 128.
    public int prefixLength() {
        return isV4() ? bits - MAPPED : bits;
    }

    /// Whether it is one address.
    public boolean isSingle() {
        return bits == ALL;
    }

    /// Its first address.
    public InetAddress address() {
        var octets = isV4()
                ? ByteBuffer.allocate(4).putInt((int) low)
                : ByteBuffer.allocate(16).putLong(high).putLong(low);
        try {
            return InetAddress.getByAddress(octets.array());
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /// The one spelling of this network: an address alone, else with its length.
    @Override
    public String toString() {
        var text = compressed(address());
        return isSingle() ? text : text + "/" + prefixLength();
    }

    /// RFC 5952 §4: the longest run of zero groups, of two at least, becomes `::`.
    private static String compressed(InetAddress address) {
        var octets = ByteBuffer.wrap(address.getAddress());
        if (octets.capacity() == 4) {
            return address.getHostAddress();
        }
        int[] groups = new int[8];
        int longest = -1;
        int length = 1;
        int run = 0;
        for (int i = 0; i < groups.length; i++) {
            groups[i] = octets.getShort() & 0xFFFF;
            run = groups[i] == 0 ? run + 1 : 0;
            if (run > length) {
                length = run;
                longest = i - run + 1;
            }
        }
        var text = new StringBuilder(40);
        for (int i = 0; i < groups.length; i++) {
            if (i == longest) {
                text.append("::");
                i += length - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":");
                text.append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    private static int length(String digits) {
        boolean plain =
                !digits.isEmpty() && digits.length() <= 3 && digits.chars().allMatch(c -> c >= '0' && c <= '9');
        return plain ? Integer.parseInt(digits) : -1;
    }

    /// `InetAddress` alone would also take `2130706433`, `0x7f.1` and names.
    private static boolean isV4(String text) {
        int dots = 0;
        int digits = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && digits > 0) {
                dots++;
                digits = 0;
            } else if (c < '0' || c > '9' || ++digits > 3) {
                return false;
            }
        }
        return dots == 3 && digits > 0;
    }

    private static boolean isV6(String text) {
        return text.indexOf(':') >= 0
                && text.chars().allMatch(c -> c == ':' || c == '.' || (Character.digit(c, 16) >= 0 && c < 0x80));
    }

    private static long mask(int bits) {
        if (bits <= 0) {
            return 0;
        }
        return bits >= Long.SIZE ? -1 : -1L << (Long.SIZE - bits);
    }
}
