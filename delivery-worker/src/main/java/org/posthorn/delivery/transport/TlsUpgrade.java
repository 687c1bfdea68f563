package org.posthorn.delivery.transport;

import java.io.IOException;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.SSLSocketFactory;
import org.jspecify.annotations.Nullable;
import org.posthorn.runtime.tls.ClientTls;

/// STARTTLS on the client's side (RFC 3207). Wished TLS takes any certificate: the alternative is no
/// encryption at all (RFC 7435 §3); verified TLS checks it against the server's name, DANE against the
/// zone's records.
final class TlsUpgrade {
    static final String NOT_OF_THE_ZONE = "the certificate is none of those that the zone names (DANE)";

    private TlsUpgrade() {}

    /// A secured socket.
    ///
    /// @param flaw of a certificate that was taken all the same
    record Upgraded(SSLSocket socket, Optional<TlsFailure> flaw) {}

    static Upgraded over(Socket plain, MailServer server, Timeouts timeouts) throws IOException {
        var flaw = new AtomicReference<@Nullable TlsFailure>();
        var context = switch (server.tls()) {
            case VERIFIED -> ClientTls.verifying();
            case TESTED -> ClientTls.noting(wrong -> flaw.set(TlsFailure.of(wrong)));
            case NEVER, IF_OFFERED, REQUIRED, DANE -> ClientTls.anyCertificate();
        };
        var socket = handshake(context.getSocketFactory(), plain, server, timeouts);
        var dane = server.dane();
        if (dane.isPresent() && !dane.get().accepts(chain(socket))) {
            throw new SSLPeerUnverifiedException(NOT_OF_THE_ZONE);
        }
        return new Upgraded(socket, Optional.ofNullable(flaw.get()));
    }

    private static SSLSocket handshake(SSLSocketFactory factory, Socket plain, MailServer server, Timeouts timeouts)
            throws IOException {
        var secured = (SSLSocket)
                factory.createSocket(plain, server.name(), server.address().getPort(), true);
        var parameters = secured.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        if (server.tls() == Opening.Tls.VERIFIED || server.tls() == Opening.Tls.TESTED) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        secured.setSSLParameters(parameters);
        plain.setSoTimeout((int) timeouts.connect().toMillis());
        secured.startHandshake();
        return secured;
    }

    private static List<X509Certificate> chain(SSLSocket socket) throws SSLPeerUnverifiedException {
        return Arrays.stream(socket.getSession().getPeerCertificates())
                .map(X509Certificate.class::cast)
                .toList();
    }
}
