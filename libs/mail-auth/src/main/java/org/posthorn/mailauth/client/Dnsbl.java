package org.posthorn.mailauth.client;

import java.net.Inet4Address;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.posthorn.mailauth.dns.Resolver;

/// Lists of addresses in the DNS (RFC 5782), such as `zen.spamhaus.org`. Thread-safe.
public final class Dnsbl {
    /// More lists than this are a mistake: each costs a question for each new client.
    private static final int MOST_ZONES = 10;

    private final Resolver resolver;
    private final List<String> zones;

    /// @throws IllegalArgumentException for more than 10 zones
    public Dnsbl(Resolver resolver, List<String> zones) {
        if (zones.size() > MOST_ZONES) {
            throw new IllegalArgumentException("at most " + MOST_ZONES + " lists are asked, not " + zones.size());
        }
        this.resolver = resolver;
        this.zones = List.copyOf(zones);
    }

    /// An address is on a list.
    ///
    /// @param code what the list says of it, such as `127.0.0.2`
    public record Listing(String zone, String code) {}

    /// The lists that have the address. One that does not answer in time, or says that it will not answer us, lists
    /// nobody.
    ///
    /// @param within for all lists together
    public List<Listing> of(InetAddress client, Duration within) {
        var listings = new ArrayList<Listing>();
        long deadline = System.nanoTime() + within.toNanos();
        for (var zone : zones) {
            var left = Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
            resolver.a(question(client, zone), left).records().stream()
                    .filter(Dnsbl::isListing)
                    .findFirst()
                    .ifPresent(code -> listings.add(new Listing(zone, code.getHostAddress())));
        }
        return listings;
    }

    /// RFC 5782 §2.1: a listing is in 127.0.0.0/8. The large lists answer in 127.255.255.0/24 that they do not serve
    /// who
    /// asks; anything else is a zone that was sold.
    private static boolean isListing(Inet4Address code) {
        byte[] octets = code.getAddress();
        return octets[0] == 127 && !(octets[1] == (byte) 255 && octets[2] == (byte) 255);
    }

    /// RFC 5782 §2.1, §2.4: the octets, or in IPv6 the half octets, from the last to the first.
    static String question(InetAddress client, String zone) {
        byte[] octets = client.getAddress();
        boolean v4 = client instanceof Inet4Address;
        var name = new StringBuilder();
        for (int i = octets.length - 1; i >= 0; i--) {
            int octet = octets[i] & 0xff;
            if (v4) {
                name.append(octet).append('.');
            } else {
                name.append(Character.forDigit(octet & 0xf, 16))
                        .append('.')
                        .append(Character.forDigit(octet >> 4, 16))
                        .append('.');
            }
        }
        return name + zone;
    }
}
