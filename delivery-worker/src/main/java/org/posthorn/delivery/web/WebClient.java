package org.posthorn.delivery.web;

import java.io.IOException;
import java.io.InputStream;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.posthorn.delivery.transport.Watchdog;
import org.posthorn.mailauth.dns.Resolver;
import org.posthorn.runtime.http.WebAnswer;

/// One request over HTTPS, on a connection of its own: to an address of the name, with the name in SNI and
/// `Host`, and only to a server whose certificate is valid for it. Redirections are answers like others. Java's
/// own client cannot be told an address, and its hook for look-ups, `InetAddressResolverProvider`, is the whole
/// process's: Kafka and PostgreSQL would be looked up there too.
public final class WebClient {
    private static final int HTTPS = 443;
    private static final int OF_EACH_FAMILY = 2;
    private static final Duration LOOK_UP = Duration.ofSeconds(5);
    private static final Duration CONNECT = Duration.ofSeconds(5);

    private final Resolver resolver;
    private final Set<StandardProtocolFamily> families;
    private final Watchdog watchdog;
    private final SSLContext tls;

    /// @param families of addresses to connect to
    /// @param watchdog closes what takes too long
    /// @param tls whose authorities are believed
    public WebClient(Resolver resolver, Set<StandardProtocolFamily> families, Watchdog watchdog, SSLContext tls) {
        this.resolver = resolver;
        this.families = Set.copyOf(families);
        this.watchdog = watchdog;
        this.tls = tls;
    }

    /// What a request must keep to.
    ///
    /// @param within for all of it
    /// @param largest octets of a body that are taken
    public record Limits(Duration within, int largest) {}

    /// Gets what is at an address.
    ///
    /// @throws IOException with words for a sentence
    public WebAnswer get(URI uri, Limits limits) throws IOException {
        var head = head("GET", uri) + "\r\n";
        return exchange(uri, ascii(head), limits.within(), input -> WebAnswer.whole(input, limits.largest()));
    }

    /// Posts octets to an address; the body of the answer is left there.
    ///
    /// @throws IOException with words for a sentence
    public WebAnswer post(URI uri, String type, byte[] body, Duration within) throws IOException {
        var head =
                ascii(head("POST", uri) + "Content-Type: " + type + "\r\nContent-Length: " + body.length + "\r\n\r\n");
        var request = new byte[head.length + body.length];
        System.arraycopy(head, 0, request, 0, head.length);
        System.arraycopy(body, 0, request, head.length, body.length);
        return exchange(uri, request, within, WebAnswer::head);
    }

    private static String head(String method, URI uri) {
        var path = uri.getRawPath() == null || uri.getRawPath().isEmpty() ? "/" : uri.getRawPath();
        var query = uri.getRawQuery() == null ? "" : "?" + uri.getRawQuery();
        var port = uri.getPort() < 0 ? "" : ":" + uri.getPort();
        return method + " " + path + query + " HTTP/1.1\r\nHost: " + uri.getHost() + port
                + "\r\nUser-Agent: Posthorn\r\nConnection: close\r\n";
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Reads an answer.
    private interface Reading {
        WebAnswer of(InputStream input) throws IOException;
    }

    private WebAnswer exchange(URI uri, byte[] request, Duration within, Reading reading) throws IOException {
        if (!"https".equals(uri.getScheme()) || uri.getHost() == null) {
            throw new IOException("the address is not one of HTTPS");
        }
        var deadline = System.nanoTime() + within.toNanos();
        try (var plain = connected(uri, deadline)) {
            var guard = watchdog.close(plain, left(deadline));
            try (var secured = secured(plain, uri)) {
                secured.getOutputStream().write(request);
                secured.getOutputStream().flush();
                return reading.of(secured.getInputStream());
            } catch (IOException e) {
                throw System.nanoTime() >= deadline ? new SocketTimeoutException("no whole answer in time") : e;
            } finally {
                guard.end();
            }
        }
    }

    private Socket connected(URI uri, long deadline) throws IOException {
        var failure = new ConnectException(uri.getHost() + " has no address");
        for (var address : addresses(uri.getHost())) {
            var socket = new Socket();
            try {
                var limit = Math.min(left(deadline).toMillis(), CONNECT.toMillis());
                socket.connect(new InetSocketAddress(address, port(uri)), (int) Math.max(1, limit));
                return socket;
            } catch (IOException e) {
                socket.close();
                failure = new ConnectException(uri.getHost() + " cannot be reached: " + e.getMessage());
            }
        }
        throw failure;
    }

    private SSLSocket secured(Socket plain, URI uri) throws IOException {
        var secured = (SSLSocket) tls.getSocketFactory().createSocket(plain, uri.getHost(), port(uri), true);
        var parameters = secured.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        secured.setSSLParameters(parameters);
        secured.startHandshake();
        return secured;
    }

    private static int port(URI uri) {
        return uri.getPort() < 0 ? HTTPS : uri.getPort();
    }

    private static Duration left(long deadline) {
        return Duration.ofNanos(Math.max(0, deadline - System.nanoTime()));
    }

    private List<InetAddress> addresses(String name) {
        List<InetAddress> addresses = new ArrayList<>();
        if (families.contains(StandardProtocolFamily.INET6)) {
            resolver.aaaa(name, LOOK_UP).records().stream()
                    .limit(OF_EACH_FAMILY)
                    .forEach(addresses::add);
        }
        if (families.contains(StandardProtocolFamily.INET)) {
            resolver.a(name, LOOK_UP).records().stream().limit(OF_EACH_FAMILY).forEach(addresses::add);
        }
        return addresses;
    }
}
