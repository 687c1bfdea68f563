package org.posthorn.gateway.content;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.posthorn.runtime.http.WebAnswer;

/// Fetches a picture from the world on behalf of a reader: the name is resolved once, the address must be public, and
/// the connection goes to that very address, so that a second answer of the name server cannot lead it elsewhere. No
/// cookies, no referrer, five seconds, 5 MiB, and at most two redirects, each checked again.
public final class PictureProxyClient {
    static final int LARGEST = 5 << 20;
    private static final int MOST_REDIRECTS = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final Predicate<InetAddress> allowed;
    private final Semaphore permits = new Semaphore(32);

    public PictureProxyClient() {
        this(AddressGuard::isPublic);
    }

    PictureProxyClient(Predicate<InetAddress> allowed) {
        this.allowed = allowed;
    }

    /// @param type by the first octets
    @SuppressWarnings("ArrayRecordComponent")
    record Picture(String type, byte[] octets) {}

    /// The picture, unless there is none that may be shown.
    Optional<Picture> fetch(String url) {
        try {
            if (!permits.tryAcquire(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                return Optional.empty();
            }
            try {
                return follow(new URI(url));
            } finally {
                permits.release();
            }
        } catch (IOException | URISyntaxException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Optional.empty();
        }
    }

    private Optional<Picture> follow(URI start) throws IOException, URISyntaxException {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        var url = start;
        for (int hop = 0; hop <= MOST_REDIRECTS; hop++) {
            var answer = get(url, deadline);
            if (answer.status() == 200) {
                return PictureType.of(answer.body()).map(type -> new Picture(type, answer.body()));
            }
            var location = answer.field("Location");
            if (answer.status() < 300 || answer.status() >= 400 || location.isEmpty()) {
                return Optional.empty();
            }
            url = url.resolve(new URI(location.get()));
        }
        return Optional.empty();
    }

    private WebAnswer get(URI url, long deadline) throws IOException {
        var scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        boolean tls = scheme.equals("https");
        var host = url.getHost();
        int port = url.getPort() < 0 ? (tls ? 443 : 80) : url.getPort();
        boolean usual = port == 80 || port == 443 || port >= 1024;
        if (host == null || url.getUserInfo() != null || !usual || !(tls || scheme.equals("http"))) {
            throw new IOException("not an address of a picture");
        }
        try (var socket = connect(host, port, tls, deadline)) {
            var path = url.getRawPath().isEmpty() ? "/" : url.getRawPath();
            var query = url.getRawQuery() == null ? "" : "?" + url.getRawQuery();
            var request = "GET " + path + query + " HTTP/1.1\r\nHost: " + host
                    + (url.getPort() < 0 ? "" : ":" + port)
                    + "\r\nUser-Agent: Posthorn\r\nAccept: image/*\r\nAccept-Encoding: identity\r\n"
                    + "Connection: close\r\n\r\n";
            socket.getOutputStream().write(request.getBytes(StandardCharsets.ISO_8859_1));
            return WebAnswer.whole(new Deadlined(socket, deadline), LARGEST);
        }
    }

    private Socket connect(String host, int port, boolean tls, long deadline) throws IOException {
        var name = host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
        var address = List.of(InetAddress.getAllByName(name)).getFirst();
        if (!allowed.test(address)) {
            throw new IOException("the address of " + name + " is not public");
        }
        var plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(address, port), Deadlined.millis(deadline));
            plain.setSoTimeout(Deadlined.millis(deadline));
            return tls ? secured(plain, name, port) : plain;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private static Socket secured(Socket plain, String host, int port) throws IOException {
        var factory = (SSLSocketFactory) SSLSocketFactory.getDefault();
        var socket = (SSLSocket) factory.createSocket(plain, host, port, true);
        var parameters = socket.getSSLParameters();
        parameters.setEndpointIdentificationAlgorithm("HTTPS");
        if (host.indexOf(':') < 0 && !host.matches("[0-9.]+")) {
            parameters.setServerNames(List.of(new SNIHostName(host)));
        }
        socket.setSSLParameters(parameters);
        socket.startHandshake();
        return socket;
    }

    /// Reads of a socket under one deadline for all of them: a server that sends an octet a second gains nothing.
    private static final class Deadlined extends InputStream {
        private final Socket socket;
        private final InputStream in;
        private final long deadline;

        Deadlined(Socket socket, long deadline) throws IOException {
            this.socket = socket;
            this.in = socket.getInputStream();
            this.deadline = deadline;
        }

        static int millis(long deadline) throws IOException {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                throw new IOException("too slow");
            }
            return (int) left;
        }

        @Override
        public int read() throws IOException {
            socket.setSoTimeout(millis(deadline));
            return in.read();
        }

        @Override
        public int read(byte[] into, int offset, int length) throws IOException {
            socket.setSoTimeout(millis(deadline));
            return in.read(into, offset, length);
        }
    }
}
