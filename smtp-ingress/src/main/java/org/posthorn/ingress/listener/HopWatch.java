package org.posthorn.ingress.listener;

import java.net.InetAddress;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Notices that all clients seem to come from one private address: a balancer or a node that hides theirs, so that
/// limits,
/// the blocklist and SPF all look at it instead. The first hundred connections decide, once.
final class HopWatch {
    static final int ENOUGH = 100;

    /// Guarded by this, as is the other.
    private @Nullable InetAddress only;

    private int connections;

    /// Sees a client.
    ///
    /// @return the address that hides all others, when this connection makes it sure
    synchronized Optional<InetAddress> seen(InetAddress client) {
        if (connections >= ENOUGH) {
            return Optional.empty();
        }
        if (client.isLoopbackAddress() || !isPrivate(client) || (connections > 0 && !client.equals(only))) {
            connections = ENOUGH;
            return Optional.empty();
        }
        only = client;
        return ++connections == ENOUGH ? Optional.of(client) : Optional.empty();
    }

    private static boolean isPrivate(InetAddress address) {
        return address.isSiteLocalAddress()
                || address.isLinkLocalAddress()
                || (address.getAddress().length == 16 && (address.getAddress()[0] & 0xfe) == 0xfc);
    }
}
