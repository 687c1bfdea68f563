package org.posthorn.mailauth.spf;

import java.net.InetAddress;

/// An IPv6 address as people write it: the longest run of zeros is `::` (RFC 5952 §4.2).
final class AddressText {

    private AddressText() {}

    static String of(InetAddress address) {
        var octets = address.getAddress();
        var groups = new int[8];
        for (var i = 0; i < 8; i++) {
            groups[i] = ((octets[2 * i] & 0xff) << 8) | (octets[2 * i + 1] & 0xff);
        }
        var run = longestRunOfZeros(groups);
        var text = new StringBuilder();
        for (var i = 0; i < 8; i++) {
            if (i == run.start()) {
                text.append("::");
                i += run.length() - 1;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(groups[i]));
            }
        }
        return text.toString();
    }

    private static Run longestRunOfZeros(int[] groups) {
        var best = new Run(-1, 1);
        for (var i = 0; i < 8; i++) {
            var end = i;
            while (end < 8 && groups[end] == 0) {
                end++;
            }
            if (end - i > best.length()) {
                best = new Run(i, end - i);
            }
        }
        return best;
    }

    private record Run(int start, int length) {}
}
