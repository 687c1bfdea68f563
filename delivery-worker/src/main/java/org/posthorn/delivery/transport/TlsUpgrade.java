package org.posthorn.delivery.transport;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/// STARTTLS on the client's side (RFC 3207). Wished TLS takes any certificate: the alternative is no encryption at all
/// (RFC 7435 §3); required TLS checks it against the server's name.
final class TlsUpgrade {
    private static final SSLContext ANY_CERTIFICATE = context(new TakesAnyCertificate());
    private static final SSLContext VERIFYING = context();

    private TlsUpgrade() {}

    static SSLSocket over(Socket plain, MailServer server, Timeouts timeouts) throws IOException {
        var verified = server.tls() == Opening.Tls.VERIFIED;
        var factory = (verified ? VERIFYING : ANY_CERTIFICATE).getSocketFactory();
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
        return secured;
    }

    private static SSLContext context(TrustManager... trust) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.length == 0 ? null : trust, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has TLS", e);
        }
    }

    private static final class TakesAnyCertificate extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
