package org.posthorn.policy.signing;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// Settings of signing.
@Group(prefix = "dkim", doc = "DKIM signing.")
public record DkimSettings(
        @Setting(
                value = "~/.mu/keys/dkim.key",
                doc = "A private key (PEM) that signs for the default domain with the default selector; used when the"
                        + " file exists. Further keys: `mailctl dkim generate`.")
        String keyFile,

        @Setting(
                doc = "The master key that seals private keys in the database (AES-256-GCM): 32 octets in base 64, such"
                        + " as `openssl rand -base64 32` prints. All instances need the same one; when empty, that of"
                        + " the file.",
                secret = true)
        Optional<String> masterKey,

        @Setting(
                value = "data/secrets/dkim-master-key",
                doc = "Where the master key is when it is not set; the file is made, for its owner alone, when missing."
                        + " Back it up: without it the keys in the database cannot be used.")
        Path masterKeyFile,

        @Setting(
                doc = "Master keys of before: what they sealed is sealed with the current one at the start.",
                secret = true)
        List<String> oldMasterKeys,

        @Setting(value = "5m", doc = "How often the DNS is asked for the records of keys that wait for them.")
        Duration dnsInterval,

        @Setting(
                value = "7d",
                doc = "How long a key that no longer signs is kept and its record must stay published: mail on its way"
                        + " is verified with it.")
        Duration retireAfter) {

    /// The file, with `~` as the home directory.
    Path keyPath() {
        return keyFile.startsWith("~/")
                ? Path.of(System.getProperty("user.home"), keyFile.substring(2))
                : Path.of(keyFile);
    }
}
