package org.posthorn.delivery.web;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.posthorn.delivery.transport.Watchdog;
import org.posthorn.mailauth.dns.ZoneResolver;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.tls.ServerTls;
import org.posthorn.runtime.tls.TlsSettings;

/// A web server on loopback with a certificate of one name, and clients that believe whoever signed it.
public final class TlsWebServer implements AutoCloseable {
    private final Path directory;
    private final HttpsServer server;
    private final Watchdog watchdog = new Watchdog();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final List<String> bodies = new CopyOnWriteArrayList<>();

    /// @param directory for its certificate, one that holds none yet
    /// @param name that the certificate is for
    public TlsWebServer(Path directory, String name) {
        this.directory = directory;
        try {
            var settings = Settings.of("tls.directory=" + directory).get(TlsSettings.class);
            server = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.setHttpsConfigurator(new HttpsConfigurator(ServerTls.of(settings, name, InstantSource.system())));
            server.start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Answers everything so, in chunks.
    public void answers(int status, String type, String text) {
        server.createContext("/", exchange -> {
            note(exchange);
            exchange.getResponseHeaders().add("Content-Type", type);
            exchange.sendResponseHeaders(status, 0);
            exchange.getResponseBody().write(text.getBytes(StandardCharsets.UTF_8));
            exchange.close();
        });
    }

    private void note(HttpExchange exchange) throws IOException {
        asked.add(exchange.getRequestMethod() + " " + exchange.getRequestURI() + " "
                + exchange.getRequestHeaders().getFirst("Host"));
        bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
    }

    public int port() {
        return server.getAddress().getPort();
    }

    /// Requests that came, with their `Host`.
    public List<String> asked() {
        return asked;
    }

    /// What came with them.
    public List<String> bodies() {
        return bodies;
    }

    /// A client that finds names in a zone.
    public WebClient client(String zone) {
        return new WebClient(
                ZoneResolver.of(zone), Set.of(StandardProtocolFamily.INET), watchdog, believing(directory));
    }

    private static SSLContext believing(Path directory) {
        try (var in = Files.newInputStream(directory.resolve("self-signed.pem"))) {
            var known = KeyStore.getInstance(KeyStore.getDefaultType());
            known.load(null, null);
            known.setCertificateEntry(
                    "own", CertificateFactory.getInstance("X.509").generateCertificate(in));
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(known);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        watchdog.close();
    }
}
