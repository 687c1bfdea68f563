package org.posthorn.runtime.tls;

import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;

/// TLS from the client's side, with and without belief in the server's certificate.
public final class ClientTls {
    private static final SSLContext VERIFYING = context();
    private static final SSLContext ANY_CERTIFICATE = context(new TakesAnyCertificate());

    private ClientTls() {}

    /// Believes certificates of the authorities that Java knows. The name is checked where the socket's endpoint
    /// identification says so.
    public static SSLContext verifying() {
        return VERIFYING;
    }

    /// Believes every certificate: for our own server, whose certificate it may have made itself, and for TLS whose
    /// alternative is none at all (RFC 7435 §3).
    public static SSLContext anyCertificate() {
        return ANY_CERTIFICATE;
    }

    /// Believes every certificate, and tells what [#verifying] would have said. A context serves one handshake, since a
    /// session that is resumed is not checked again.
    public static SSLContext noting(Consumer<CertificateException> wrong) {
        return context(new NotesWhatIsWrong(wrong));
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

    private static final class NotesWhatIsWrong extends TakesAnyCertificate {
        private final X509ExtendedTrustManager judge = known();
        private final Consumer<CertificateException> wrong;

        NotesWhatIsWrong(Consumer<CertificateException> wrong) {
            this.wrong = wrong;
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            try {
                judge.checkServerTrusted(chain, type, socket);
            } catch (CertificateException e) {
                wrong.accept(e);
            }
        }

        private static X509ExtendedTrustManager known() {
            try {
                var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
                factory.init((KeyStore) null);
                return Arrays.stream(factory.getTrustManagers())
                        .filter(X509ExtendedTrustManager.class::isInstance)
                        .map(X509ExtendedTrustManager.class::cast)
                        .findFirst()
                        .orElseThrow();
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("every JDK has authorities", e);
            }
        }
    }

    private static class TakesAnyCertificate extends X509ExtendedTrustManager {
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
