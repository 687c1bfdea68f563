package org.posthorn.runtime.settings;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Supplier;

/// How mail of strangers is passed on to other systems, through aliases.
@Group(prefix = "forwarding", doc = "Passing on of mail to other systems.")
public record ForwardingSettings(
        @Setting(
                doc = "The secret of rewritten reverse-paths (SRS), the same for all services; when empty it is derived"
                        + " from the service token. A new one makes bounces to older paths unknown.",
                env = "SRS_SECRET",
                secret = true)
        Optional<String> secret,

        @Setting(value = "500", doc = "Messages that one address may pass on in an hour.")
        int messagesPerHour) {

    /// The key of rewritten reverse-paths.
    ///
    /// @param derived what all services derive alike where no secret is set
    public byte[] key(Supplier<byte[]> derived) {
        return secret.map(text -> text.getBytes(StandardCharsets.UTF_8)).orElseGet(derived);
    }
}
