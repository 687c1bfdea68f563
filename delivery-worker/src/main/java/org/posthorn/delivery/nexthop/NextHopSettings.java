package org.posthorn.delivery.nexthop;

import java.net.InetAddress;
import java.net.StandardProtocolFamily;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.posthorn.delivery.transport.Opening.Credentials;
import org.posthorn.delivery.transport.Opening.Tls;

/// What looking for a next hop depends on.
///
/// @param ourNames our host names: an MX of one of these is ourselves
/// @param ourAddresses tells which addresses are this machine
/// @param family which addresses are used
/// @param mostAddresses of each family that are of use
/// @param lookup how long each look-up may take
/// @param smarthostLogin for the `*` route
/// @param smarthostTls for the `*` route
/// @param rules the operator's shaping of sites
/// @param sts the MTA-STS policies
/// @param dane use the TLSA records of signed zones
public record NextHopSettings(
        List<String> ourNames,
        Predicate<InetAddress> ourAddresses,
        Family family,
        int mostAddresses,
        Duration lookup,
        Optional<Credentials> smarthostLogin,
        Tls smarthostTls,
        SiteRules rules,
        StsPolicies sts,
        boolean dane) {

    /// Address families.
    public enum Family {
        ANY,
        IPV4,
        IPV6;

        /// As Java names them.
        public Set<StandardProtocolFamily> families() {
            return switch (this) {
                case ANY -> Set.of(StandardProtocolFamily.INET, StandardProtocolFamily.INET6);
                case IPV4 -> Set.of(StandardProtocolFamily.INET);
                case IPV6 -> Set.of(StandardProtocolFamily.INET6);
            };
        }
    }
}
