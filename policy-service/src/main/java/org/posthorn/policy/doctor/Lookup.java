package org.posthorn.policy.doctor;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.mailauth.dns.Resolver;

/// Questions that several checks ask.
final class Lookup {
    private final Resolver resolver;
    private final Notes notes;

    Lookup(Resolver resolver, Notes notes) {
        this.resolver = resolver;
        this.notes = notes;
    }

    /// Both kinds of addresses of a host; empty when the DNS did not say.
    Optional<List<InetAddress>> addresses(String host) {
        var four = notes.records("the addresses of " + host, resolver.a(host, Patient.WITHIN));
        var six = notes.records("the IPv6 addresses of " + host, resolver.aaaa(host, Patient.WITHIN));
        if (four.isEmpty() || six.isEmpty()) {
            return Optional.empty();
        }
        List<InetAddress> all = new ArrayList<>(four.get());
        all.addAll(six.get());
        return Optional.of(all);
    }

    /// The text records of a name that begin so, in any case.
    Optional<List<String>> texts(String name, String beginning) {
        return notes.records("the text records of " + name, resolver.txt(name, Patient.WITHIN))
                .map(texts -> texts.stream()
                        .filter(text -> text.regionMatches(true, 0, beginning, 0, beginning.length()))
                        .toList());
    }

    /// What is reached from other networks: loopback, private, link-local and unspecified addresses are not.
    static boolean isPublic(InetAddress address) {
        var first = address.getAddress()[0] & 0xff;
        var uniqueLocal = address.getAddress().length == 16 && (first & 0xfe) == 0xfc;
        return !(address.isLoopbackAddress()
                || address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || address.isAnyLocalAddress()
                || address.isMulticastAddress()
                || uniqueLocal);
    }
}
