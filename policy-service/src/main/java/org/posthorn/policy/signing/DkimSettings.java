package org.posthorn.policy.signing;

import java.nio.file.Path;
import org.posthorn.runtime.settings.Group;
import org.posthorn.runtime.settings.Setting;

/// Settings of signing.
@Group(prefix = "dkim", doc = "DKIM signing.")
public record DkimSettings(
        @Setting(
                value = "~/.mu/keys/dkim.key",
                doc = "A private key (PEM) that signs for the default domain with the default selector; used when the"
                        + " file exists. Further keys: `mailctl dkim generate`.")
        String keyFile) {

    /// The file, with `~` as the home directory.
    Path keyPath() {
        return keyFile.startsWith("~/")
                ? Path.of(System.getProperty("user.home"), keyFile.substring(2))
                : Path.of(keyFile);
    }
}
