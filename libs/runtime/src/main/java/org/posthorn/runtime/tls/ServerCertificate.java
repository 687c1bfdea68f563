package org.posthorn.runtime.tls;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import org.jspecify.annotations.Nullable;
import org.posthorn.runtime.settings.SettingsRefused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The certificate in use, read again when its files change: one TLS context serves the life of the process, so
/// sessions that
/// resume are never lost to a renewal. Files that cannot be read leave the old certificate in use.
final class ServerCertificate extends X509ExtendedKeyManager {
    private static final Logger LOG = LoggerFactory.getLogger(ServerCertificate.class);
    private static final long LOOK_AGAIN = Duration.ofSeconds(5).toNanos();

    private final CertificateFiles files;
    private final AtomicLong lookAt = new AtomicLong();
    private volatile X509ExtendedKeyManager current;
    private volatile long changed;

    private ServerCertificate(CertificateFiles files) throws IOException, GeneralSecurityException {
        this.files = files;
        this.changed = files.changed();
        this.current = files.load();
        lookAt.set(System.nanoTime() + LOOK_AGAIN);
    }

    static ServerCertificate of(CertificateFiles files) throws IOException, GeneralSecurityException {
        return new ServerCertificate(files);
    }

    /// A TLS context with these files.
    ///
    /// @throws SettingsRefused when they cannot be read at the start
    static SSLContext context(CertificateFiles files) {
        try {
            var context = SSLContext.getInstance("TLS");
            context.init(new KeyManager[] {of(files)}, null, null);
            return context;
        } catch (IOException | GeneralSecurityException e) {
            throw new SettingsRefused("The certificate " + files.certificate() + " with the key " + files.key()
                    + " cannot be used: " + e.getMessage() + ".");
        }
    }

    private X509ExtendedKeyManager current() {
        long now = System.nanoTime();
        long due = lookAt.get();
        if (now - due > 0 && lookAt.compareAndSet(due, now + LOOK_AGAIN)) {
            reload();
        }
        return current;
    }

    /// Reads the files again when they have changed.
    void reload() {
        try {
            long latest = files.changed();
            if (latest != changed) {
                current = files.load();
                changed = latest;
                LOG.info("certificate-reloaded file={}", files.certificate());
            }
        } catch (IOException | GeneralSecurityException e) {
            LOG.warn("certificate-unreadable file={} reason={}", files.certificate(), e.toString());
        }
    }

    @Override
    public @Nullable String chooseEngineServerAlias(
            String keyType, Principal @Nullable [] issuers, @Nullable SSLEngine engine) {
        return current().chooseEngineServerAlias(keyType, issuers, engine);
    }

    @Override
    public @Nullable String chooseServerAlias(String keyType, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return current().chooseServerAlias(keyType, issuers, socket);
    }

    @Override
    public X509Certificate @Nullable [] getCertificateChain(String alias) {
        return current.getCertificateChain(alias);
    }

    @Override
    public @Nullable PrivateKey getPrivateKey(String alias) {
        return current.getPrivateKey(alias);
    }

    @Override
    public String @Nullable [] getServerAliases(String keyType, Principal @Nullable [] issuers) {
        return current.getServerAliases(keyType, issuers);
    }

    @Override
    public String @Nullable [] getClientAliases(String keyType, Principal @Nullable [] issuers) {
        return null;
    }

    @Override
    public @Nullable String chooseClientAlias(
            String[] keyTypes, Principal @Nullable [] issuers, @Nullable Socket socket) {
        return null;
    }
}
