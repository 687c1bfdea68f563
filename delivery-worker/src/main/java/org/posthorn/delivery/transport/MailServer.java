package org.posthorn.delivery.transport;

import java.net.Inet6Address;
import java.net.InetSocketAddress;
import java.util.Optional;
import org.posthorn.delivery.transport.Opening.Credentials;
import org.posthorn.delivery.transport.Opening.Tls;

/// One server to try: a name with one of its addresses.
///
/// @param name the MX host or the route's host, which its certificate is checked against
/// @param address resolved
/// @param dane what its certificate must fit, for [Tls#DANE]
/// @param from who calls; absent where the system chooses the address
public record MailServer(
        String name,
        InetSocketAddress address,
        Tls tls,
        Optional<Credentials> credentials,
        Optional<Dane> dane,
        Optional<SourceAddress> from) {

    public MailServer(String name, InetSocketAddress address, Tls tls, Optional<Credentials> credentials) {
        this(name, address, tls, credentials, Optional.empty());
    }

    public MailServer(
            String name, InetSocketAddress address, Tls tls, Optional<Credentials> credentials, Optional<Dane> dane) {
        this(name, address, tls, credentials, dane, Optional.empty());
    }

    /// The same, called from an address of ours.
    public MailServer from(SourceAddress own) {
        return new MailServer(name, address, tls, credentials, dane, Optional.of(own));
    }

    /// Whether its address is of IPv6.
    public boolean isSix() {
        return address.getAddress() instanceof Inet6Address;
    }

    /// The address as people write it.
    public String ip() {
        return address.getAddress().getHostAddress();
    }

    MailServer withoutTls() {
        return new MailServer(name, address, Tls.NEVER, credentials, Optional.empty(), from);
    }
}
