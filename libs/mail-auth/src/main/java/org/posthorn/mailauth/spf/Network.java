package org.posthorn.mailauth.spf;

import java.net.InetAddress;
import java.util.Arrays;
import java.util.Optional;

/// The addresses that begin with the same bits as this one.
record Network(byte[] address, int prefix) {

    boolean contains(InetAddress client) {
        return samePrefix(address, client.getAddress(), prefix);
    }

    /// Addresses of different families have nothing in common.
    static boolean samePrefix(byte[] one, byte[] other, int bits) {
        if (one.length != other.length) {
            return false;
        }
        var whole = bits / 8;
        if (!Arrays.equals(one, 0, whole, other, 0, whole)) {
            return false;
        }
        var rest = bits % 8;
        return rest == 0 || ((one[whole] ^ other[whole]) & 0xff) >>> (8 - rest) == 0;
    }

    /// Four decimal octets without leading zeros; the JDK would also take `1.2.3`.
    static Optional<byte[]> ip4(String text) {
        var octets = new byte[4];
        var parts = text.split("\\.", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        for (var i = 0; i < 4; i++) {
            var value = number(parts[i], 255);
            if (value < 0) {
                return Optional.empty();
            }
            octets[i] = (byte) value;
        }
        return Optional.of(octets);
    }

    /// An IPv6 address in any of its spellings, but without a zone.
    static Optional<byte[]> ip6(String text) {
        var plain = text.chars().allMatch(c -> c == ':' || c == '.' || Character.digit(c, 16) >= 0);
        if (!plain || text.indexOf(':') < 0 || text.length() > 45) {
            return Optional.empty();
        }
        try {
            return Optional.of(sixteen(InetAddress.ofLiteral(text).getAddress()));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// The JDK makes four octets of an IPv4-mapped address; as a network it stays IPv6, and no client is in it (§5).
    private static byte[] sixteen(byte[] address) {
        if (address.length == 16) {
            return address;
        }
        var mapped = new byte[16];
        mapped[10] = (byte) 0xff;
        mapped[11] = (byte) 0xff;
        System.arraycopy(address, 0, mapped, 12, 4);
        return mapped;
    }

    /// A decimal number up to `most` without leading zeros; -1 for anything else.
    static int number(String digits, int most) {
        if (digits.isEmpty() || digits.length() > 3 || (digits.length() > 1 && digits.charAt(0) == '0')) {
            return -1;
        }
        var value = 0;
        for (var i = 0; i < digits.length(); i++) {
            var c = digits.charAt(i);
            if (c < '0' || c > '9') {
                return -1;
            }
            value = value * 10 + c - '0';
        }
        return value <= most ? value : -1;
    }
}
