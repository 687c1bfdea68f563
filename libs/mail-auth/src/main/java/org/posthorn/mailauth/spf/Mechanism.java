package org.posthorn.mailauth.spf;

import java.net.InetAddress;
import java.util.Optional;

/// What a directive asks (RFC 7208 §5). A domain that is absent is the one whose record is evaluated.
sealed interface Mechanism {
    record All() implements Mechanism {}

    record Include(MacroString domain) implements Mechanism {}

    record A(Optional<MacroString> domain, Prefixes prefixes) implements Mechanism {}

    record Mx(Optional<MacroString> domain, Prefixes prefixes) implements Mechanism {}

    record Ptr(Optional<MacroString> domain) implements Mechanism {}

    /// `ip4` and `ip6`.
    record Ip(Network network) implements Mechanism {}

    record Exists(MacroString domain) implements Mechanism {}

    /// Lengths of `dual-cidr-length` (§5.6).
    record Prefixes(int ip4, int ip6) {
        static final Prefixes WHOLE = new Prefixes(32, 128);

        boolean covers(InetAddress address, InetAddress client) {
            return Network.samePrefix(
                    address.getAddress(), client.getAddress(), client.getAddress().length == 4 ? ip4 : ip6);
        }
    }
}
