package org.posthorn.mailctl.doctor;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;
import org.posthorn.events.api.DoctorApi.Finding;
import org.posthorn.events.api.DoctorApi.Severity;
import org.posthorn.runtime.settings.HostPort;
import org.posthorn.runtime.tls.ClientTls;

/// The certificate that the mail ports show.
///
/// @param chain as the server sent it, its own certificate first
/// @param believed a client with the usual authorities believes it
record CertificateLook(List<X509Certificate> chain, boolean believed) {
    private static final int TIMEOUT_MILLIS = 10_000;
    private static final Duration SOON = Duration.ofDays(14);
    private static final int DNS_NAME = 2;
    private static final String RENEW =
            "Renew it; the files of tls.certificate and tls.key are read again by" + " themselves.";

    /// Asks a port that is encrypted from the first octet.
    static CertificateLook at(HostPort server) throws IOException {
        try (var plain = new Socket()) {
            plain.connect(new InetSocketAddress(server.host(), server.port()), TIMEOUT_MILLIS);
            plain.setSoTimeout(TIMEOUT_MILLIS);
            var factory = ClientTls.anyCertificate().getSocketFactory();
            try (var socket = (SSLSocket) factory.createSocket(plain, server.host(), server.port(), true)) {
                socket.startHandshake();
                List<X509Certificate> chain = new ArrayList<>();
                for (var certificate : socket.getSession().getPeerCertificates()) {
                    chain.add((X509Certificate) certificate);
                }
                return new CertificateLook(chain, believed(chain));
            }
        } catch (GeneralSecurityException e) {
            throw new IOException(e);
        }
    }

    private static boolean believed(List<X509Certificate> chain) throws GeneralSecurityException {
        var factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init((KeyStore) null);
        try {
            for (var manager : factory.getTrustManagers()) {
                if (manager instanceof X509TrustManager usual) {
                    usual.checkServerTrusted(
                            chain.toArray(X509Certificate[]::new),
                            chain.getFirst().getPublicKey().getAlgorithm());
                }
            }
            return true;
        } catch (CertificateException _) {
            return false;
        }
    }

    /// SHA-256 of the certificate, as a TLSA record with selector 0 has it.
    String digest() {
        try {
            return sha256(chain.getFirst().getEncoded());
        } catch (CertificateException e) {
            throw new IllegalStateException("a certificate that was read cannot be written", e);
        }
    }

    /// SHA-256 of its public key, as a TLSA record with selector 1 has it.
    String keyDigest() {
        return sha256(chain.getFirst().getPublicKey().getEncoded());
    }

    private static String sha256(byte[] octets) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(octets));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// @param host the name by which clients come
    List<Finding> findings(String host, Instant now) {
        var own = chain.getFirst();
        var ends = own.getNotAfter().toInstant();
        var found = new ArrayList<Finding>();
        if (ends.isBefore(now)) {
            found.add(new Finding(
                    "certificate-expired", Severity.ERROR, "The certificate ended at " + ends + ".", RENEW));
        } else if (ends.isBefore(now.plus(SOON))) {
            found.add(new Finding(
                    "certificate-ends-soon", Severity.WARNING, "The certificate ends at " + ends + ".", RENEW));
        }
        if (own.getIssuerX500Principal().equals(own.getSubjectX500Principal())) {
            found.add(new Finding(
                    "certificate-self-signed",
                    Severity.WARNING,
                    "The certificate was made by this system itself; mail clients and browsers do not believe it.",
                    "tls.certificate and tls.key of a certificate for " + host));
        } else if (!believed && !ends.isBefore(now)) {
            found.add(new Finding(
                    "certificate-chain",
                    Severity.ERROR,
                    "The certificate does not lead to an authority that clients know; "
                            + (chain.size() == 1 ? "no intermediate certificate is sent." : "its issuer is unknown."),
                    "Name the file with the whole chain in tls.certificate (certbot: fullchain.pem)."));
        }
        if (names(own).stream().noneMatch(name -> covers(name, host))) {
            found.add(new Finding(
                    "certificate-name",
                    Severity.WARNING,
                    "The certificate is for " + String.join(", ", names(own)) + ", not for " + host + ".",
                    "A certificate for " + host));
        }
        if (found.isEmpty()) {
            found.add(new Finding(
                    "certificate", Severity.GOOD, "The certificate is for " + host + " until " + ends + ".", ""));
        }
        return found;
    }

    private static List<String> names(X509Certificate certificate) {
        try {
            var all = certificate.getSubjectAlternativeNames();
            return all == null
                    ? List.of()
                    : all.stream()
                            .filter(name -> Integer.valueOf(DNS_NAME).equals(name.get(0)))
                            .map(name -> String.valueOf(name.get(1)).toLowerCase(Locale.ROOT))
                            .toList();
        } catch (CertificateException _) {
            return List.of();
        }
    }

    /// RFC 6125 §6.4.3: a wildcard stands for one label.
    private static boolean covers(String name, String host) {
        var dot = host.indexOf('.');
        return name.equals(host)
                || (name.startsWith("*.") && dot > 0 && host.substring(dot).equals(name.substring(1)));
    }
}
