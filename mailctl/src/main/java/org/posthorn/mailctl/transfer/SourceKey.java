package org.posthorn.mailctl.transfer;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/// The name of a message in the place where it comes from, as 64 hexadecimal digits: by it a second run
/// knows what came.
final class SourceKey {
    private SourceKey() {}

    /// @param parts that name the message together, such as the kind of source, the folder and the file
    static String of(String... parts) {
        return hex(String.join("\0", parts).getBytes(StandardCharsets.UTF_8));
    }

    /// The SHA-256 of octets.
    static String hex(byte[] octets) {
        return HexFormat.of().formatHex(sha256().digest(octets));
    }

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
