package org.posthorn.runtime.tls;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.X509ExtendedKeyManager;
import org.bouncycastle.asn1.pkcs.PrivateKeyInfo;
import org.bouncycastle.openssl.PEMKeyPair;
import org.bouncycastle.openssl.PEMParser;
import org.bouncycastle.openssl.jcajce.JcaPEMKeyConverter;

/// A certificate chain and its private key in PEM files, as certbot and cert-manager write them.
record CertificateFiles(Path certificate, Path key) {
    private static final char[] NO_PASSWORD = {};

    /// When either file changed last.
    long changed() throws IOException {
        return Math.max(
                Files.getLastModifiedTime(certificate).toMillis(),
                Files.getLastModifiedTime(key).toMillis());
    }

    X509ExtendedKeyManager load() throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance("PKCS12");
        store.load(null, NO_PASSWORD);
        store.setKeyEntry("server", privateKey(), NO_PASSWORD, chain());
        var factory = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        factory.init(store, NO_PASSWORD);
        for (var manager : factory.getKeyManagers()) {
            if (manager instanceof X509ExtendedKeyManager found) {
                return found;
            }
        }
        throw new GeneralSecurityException("no key manager for X.509");
    }

    private Certificate[] chain() throws IOException, GeneralSecurityException {
        try (var in = Files.newInputStream(certificate)) {
            var chain = CertificateFactory.getInstance("X.509").generateCertificates(in);
            if (chain.isEmpty()) {
                throw new GeneralSecurityException(certificate + " has no certificate");
            }
            return chain.toArray(Certificate[]::new);
        }
    }

    private PrivateKey privateKey() throws IOException, GeneralSecurityException {
        try (var parser = new PEMParser(Files.newBufferedReader(key))) {
            var converter = new JcaPEMKeyConverter();
            for (var object = parser.readObject(); object != null; object = parser.readObject()) {
                if (object instanceof PEMKeyPair pair) {
                    return converter.getPrivateKey(pair.getPrivateKeyInfo());
                }
                if (object instanceof PrivateKeyInfo info) {
                    return converter.getPrivateKey(info);
                }
            }
        }
        throw new GeneralSecurityException(key + " has no private key without a password");
    }
}
