package org.posthorn.policy.doctor;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.util.HexFormat;

/// How a DNS block list is asked (RFC 5782 §2.1, §2.4): the address backwards, before the list's zone.
final class BlockListName {
    private BlockListName() {}

    static String of(InetAddress address, String zone) {
        var octets = address.getAddress();
        var name = new StringBuilder();
        for (int i = octets.length - 1; i >= 0; i--) {
            if (octets.length == 4) {
                name.append(octets[i] & 0xff).append('.');
            } else {
                var hex = HexFormat.of().toHexDigits(octets[i]);
                name.append(hex.charAt(1)).append('.').append(hex.charAt(0)).append('.');
            }
        }
        return name.append(zone).toString();
    }

    /// Answers in 127.255.255.0/24 tell that the list refuses to be asked by this resolver, not that it knows the
    /// address.
    static boolean saysListed(Inet4Address answer) {
        var octets = answer.getAddress();
        return octets[0] == 127 && !((octets[1] & 0xff) == 255 && (octets[2] & 0xff) == 255);
    }
}
