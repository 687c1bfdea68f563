package org.posthorn.runtime.tls;

import java.nio.file.Path;
import java.util.Optional;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// The certificate of the mail ports.
@Group(prefix = "tls", doc = "The certificate of the mail ports.")
public record TlsSettings(
        @Setting(
                doc = "The certificate chain in PEM; read again when it changes. When empty, a self-signed"
                        + " certificate is made in `tls.directory`.",
                env = "TLS_CERT_PATH")
        Optional<Path> certificate,

        @Setting(doc = "Its private key in PEM, without a password.", env = "TLS_KEY_PATH")
        Optional<Path> key,

        @Setting(value = "data/tls", doc = "Where the self-signed certificate is kept.")
        Path directory) {}
