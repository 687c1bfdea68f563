package org.posthorn.gateway.login;

import io.micronaut.http.HttpRequest;
import java.net.InetAddress;
import java.util.List;
import java.util.Locale;

/// Where a request comes from, and whether a page of ours made it.
final class RequestOrigin {
    private final List<Network> proxies;

    RequestOrigin(List<String> trustedProxies) {
        this.proxies = trustedProxies.stream().map(Network::parse).toList();
    }

    /// The client's address; behind a trusted proxy, the last one that it names.
    String clientIp(HttpRequest<?> request) {
        var peer = request.getRemoteAddress().getAddress();
        if (isTrusted(peer)) {
            var forwarded = request.getHeaders().get("X-Forwarded-For");
            if (forwarded != null && !forwarded.isBlank()) {
                return forwarded.substring(forwarded.lastIndexOf(',') + 1).strip();
            }
        }
        return peer == null ? "unknown" : peer.getHostAddress();
    }

    /// Whether the way to the browser is encrypted.
    boolean isSecure(HttpRequest<?> request) {
        return request.isSecure()
                || (isTrusted(request.getRemoteAddress().getAddress())
                        && "https".equalsIgnoreCase(request.getHeaders().get("X-Forwarded-Proto")));
    }

    /// Whether the browser runs on this machine: plain HTTP never leaves it.
    boolean isLoopback(HttpRequest<?> request) {
        var peer = request.getRemoteAddress().getAddress();
        return peer != null && peer.isLoopbackAddress() && !request.getHeaders().contains("X-Forwarded-For");
    }

    private boolean isTrusted(@org.jspecify.annotations.Nullable InetAddress peer) {
        return peer != null && proxies.stream().anyMatch(network -> network.contains(peer));
    }

    /// Whether another site's page made this request, as the browser says (Fetch Metadata, or Origin where that is
    /// missing). A client that says neither is no browser and carries no cookies of a victim.
    static boolean isForeign(HttpRequest<?> request) {
        var site = request.getHeaders().get("Sec-Fetch-Site");
        if (site != null) {
            return !site.equals("same-origin") && !site.equals("none");
        }
        var origin = request.getHeaders().get("Origin");
        var host = request.getHeaders().get("Host");
        if (origin == null || host == null) {
            return false;
        }
        var lower = origin.toLowerCase(Locale.ROOT);
        int scheme = lower.indexOf("://");
        return scheme < 0 || !lower.substring(scheme + 3).equals(host.toLowerCase(Locale.ROOT));
    }

    /// A network in CIDR notation.
    private record Network(InetAddress base, int bits) {
        static Network parse(String cidr) {
            int slash = cidr.indexOf('/');
            var base = InetAddress.ofLiteral(slash < 0 ? cidr : cidr.substring(0, slash));
            int all = base.getAddress().length * 8;
            return new Network(base, slash < 0 ? all : Integer.parseInt(cidr.substring(slash + 1)));
        }

        boolean contains(InetAddress address) {
            byte[] a = base.getAddress();
            byte[] b = address.getAddress();
            if (a.length != b.length) {
                return false;
            }
            for (int i = 0; i < bits; i++) {
                int mask = 0x80 >> (i % 8);
                if ((a[i / 8] & mask) != (b[i / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
