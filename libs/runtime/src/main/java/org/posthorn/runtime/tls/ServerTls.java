package org.posthorn.runtime.tls;

import java.time.InstantSource;
import javax.net.ssl.SSLContext;

/// The TLS context of this server: of the configured certificate, or of one made at the first start.
public final class ServerTls {
    private ServerTls() {}

    public static SSLContext of(TlsSettings settings, String hostname, InstantSource clock) {
        return ServerCertificate.context(settings.certificate()
                .flatMap(certificate -> settings.key().map(key -> new CertificateFiles(certificate, key)))
                .orElseGet(() -> SelfSigned.in(settings.directory(), hostname, clock.instant())));
    }
}
