package org.posthorn.delivery.transport;

import java.io.IOException;
import java.net.Socket;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.List;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSocket;
import org.posthorn.runtime.tls.ClientTls;

/// STARTTLS on the client's side (RFC 3207). Wished TLS takes any certificate: the alternative is no
/// encryption at all (RFC 7435 §3); verified TLS checks it against the server's name, DANE against the
/// zone's records.
final class TlsUpgrade {
    static final String NOT_OF_THE_ZONE = "the certificate is none of those that the zone names (DANE)";

    private TlsUpgrade() {}

    static SSLSocket over(Socket plain, MailServer server, Timeouts timeouts) throws IOException {
        var verified = server.tls() == Opening.Tls.VERIFIED;
        var factory = (verified ? ClientTls.verifying() : ClientTls.anyCertificate()).getSocketFactory();
        var secured = (SSLSocket)
                factory.createSocket(plain, server.name(), server.address().getPort(), true);
        var parameters = secured.getSSLParameters();
        parameters.setProtocols(new String[] {"TLSv1.3", "TLSv1.2"});
        if (verified) {
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
        }
        secured.setSSLParameters(parameters);
        plain.setSoTimeout((int) timeouts.connect().toMillis());
        secured.startHandshake();
        var dane = server.dane();
        if (dane.isPresent() && !dane.get().accepts(chain(secured))) {
            throw new SSLPeerUnverifiedException(NOT_OF_THE_ZONE);
        }
        return secured;
    }

    private static List<X509Certificate> chain(SSLSocket socket) throws SSLPeerUnverifiedException {
        return Arrays.stream(socket.getSession().getPeerCertificates())
                .map(X509Certificate.class::cast)
                .toList();
    }
}
