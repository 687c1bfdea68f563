package org.posthorn.delivery.source;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.time.LocalDate;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/// One identity on the network that mail leaves from: `203.0.113.5 2001:db8::5 helo:mta1.example.org
/// warm-up:2026-12-01`.
///
/// @param addresses one IPv4 address, one IPv6 address, or both
/// @param helo what it calls itself in EHLO, when not as the rest does
/// @param warmUp the day (UTC) on which its warm-up begins
public record Source(String name, List<InetAddress> addresses, Optional<String> helo, Optional<LocalDate> warmUp) {
    private static final String NAME = "[a-z0-9][a-z0-9._-]{0,62}";
    private static final String HOST = "([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\\.)+[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?";

    public Source {
        addresses = List.copyOf(addresses);
    }

    /// Reads a source.
    ///
    /// @throws IllegalArgumentException with a sentence for the operator
    static Source parse(String name, String text) {
        if (!name.matches(NAME)) {
            throw new IllegalArgumentException(
                    "a source's name is made of small letters, digits, dots and hyphens, not \"" + name + "\"");
        }
        List<InetAddress> addresses = new ArrayList<>();
        Optional<String> helo = Optional.empty();
        Optional<LocalDate> warmUp = Optional.empty();
        for (var part : text.strip().split("\\s+")) {
            if (part.startsWith("helo:")) {
                helo = Optional.of(host(name, part.substring("helo:".length())));
            } else if (part.startsWith("warm-up:")) {
                warmUp = Optional.of(day(name, part.substring("warm-up:".length())));
            } else {
                addresses.add(address(name, part));
            }
        }
        return new Source(name, addresses, helo, warmUp).checked();
    }

    private Source checked() {
        long six = addresses.stream().filter(Source::isSix).count();
        if (addresses.isEmpty() || six > 1 || addresses.size() - six > 1) {
            throw new IllegalArgumentException(
                    "the source " + name + " needs one IPv4 address, one IPv6 address, or one of each");
        }
        return this;
    }

    private static InetAddress address(String name, String text) {
        try {
            var address = InetAddress.ofLiteral(text);
            if (!address.isAnyLocalAddress() && !address.isMulticastAddress()) {
                return address;
            }
        } catch (IllegalArgumentException _) {
            // told below
        }
        throw new IllegalArgumentException("the source " + name + " is written as 203.0.113.5 2001:db8::5"
                + " helo:mta1.example.org warm-up:2026-12-01, and \"" + text + "\" is none of these");
    }

    private static String host(String name, String text) {
        var host = text.toLowerCase(Locale.ROOT);
        if (host.length() > 253 || !host.matches(HOST)) {
            throw new IllegalArgumentException(
                    "the source " + name + " cannot call itself \"" + text + "\": write a full host name");
        }
        return host;
    }

    private static LocalDate day(String name, String text) {
        try {
            return LocalDate.parse(text);
        } catch (DateTimeParseException _) {
            throw new IllegalArgumentException(
                    "the warm-up of the source " + name + " begins on a day such as 2026-12-01, not \"" + text + "\"");
        }
    }

    /// Its address for a server's, when it has one of that family.
    Optional<InetAddress> towards(InetAddress server) {
        return addresses.stream().filter(own -> isSix(own) == isSix(server)).findFirst();
    }

    private static boolean isSix(InetAddress address) {
        return address instanceof Inet6Address;
    }
}
