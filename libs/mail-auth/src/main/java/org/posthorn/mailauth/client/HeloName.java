package org.posthorn.mailauth.client;

import java.net.InetAddress;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.address.Domain;

/// Whether what a client calls itself can be its name: a full domain name, or an address in brackets (RFC 5321
/// §4.1.1.1, §4.1.3).
public final class HeloName {
    private static final String V6 = "IPv6:";

    private HeloName() {}

    /// Why it cannot be its name, as the end of a sentence; nothing when it can.
    ///
    /// @param ours our own host name, which no other host has
    public static Optional<String> problem(String name, String ours) {
        if (name.startsWith("[")) {
            return isLiteral(name) ? Optional.empty() : Optional.of("is no address in brackets");
        }
        if (isAddress(name)) {
            return Optional.of("is an address without brackets");
        }
        return switch (Domain.parse(name)) {
            case Parsed.Malformed<Domain> _ -> Optional.of("is no domain name");
            case Parsed.Ok<Domain>(var domain)
            when domain.ascii().equalsIgnoreCase(ours) -> Optional.of("is the name of this server");
            case Parsed.Ok<Domain>(var domain) ->
                domain.ascii().indexOf('.') < 0 ? Optional.of("is no full domain name") : Optional.empty();
        };
    }

    private static boolean isLiteral(String name) {
        if (!name.endsWith("]")) {
            return false;
        }
        var inside = name.substring(1, name.length() - 1);
        boolean v6 = inside.toLowerCase(Locale.ROOT).startsWith(V6.toLowerCase(Locale.ROOT));
        var address = v6 ? inside.substring(V6.length()) : inside;
        return isAddress(address) && v6 == (address.indexOf(':') >= 0);
    }

    private static boolean isAddress(String text) {
        try {
            return text.length() >= 3 && InetAddress.ofLiteral(text).getAddress().length > 0;
        } catch (IllegalArgumentException _) {
            return false;
        }
    }
}
