package org.posthorn.ingress.session;

import java.net.InetAddress;

/// Where a session comes from: behind a proxy, the original client.
public record ClientAddress(InetAddress address, int port) {
    public String ip() {
        return address.getHostAddress();
    }
}
