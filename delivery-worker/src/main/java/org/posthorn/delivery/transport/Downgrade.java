package org.posthorn.delivery.transport;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.posthorn.mail.message.SevenBit;
import org.posthorn.mail.smtp.Capabilities;
import org.posthorn.mail.smtp.Extension;

/// Makes a message with 8-bit text fit for a server without 8BITMIME (RFC 6152 §3): its parts are encoded
/// again as quoted-printable or base64. A DKIM signature over the body breaks with that and counts as none
/// (RFC 6376 §6.1), which is better than no mail; the header section stays as it is. What cannot be
/// converted is returned as before.
final class Downgrade {
    /// A larger message is not worth its memory for a server of the last century.
    private static final long LARGEST = 4 * 1024 * 1024;

    private Downgrade() {}

    static OutgoingMessage forServer(Capabilities capabilities, OutgoingMessage message) {
        var content = message.content();
        if (!message.envelope().eightBit() || capabilities.has(Extension.EIGHT_BIT_MIME) || content.size() > LARGEST) {
            return message;
        }
        return octets(content)
                .flatMap(SevenBit::of)
                .map(converted ->
                        new OutgoingMessage(message.envelope(), message.recipients(), OutgoingContent.of(converted)))
                .orElse(message);
    }

    private static Optional<byte[]> octets(OutgoingContent content) {
        try (InputStream open = content.open()) {
            return Optional.of(open.readAllBytes());
        } catch (IOException _) {
            // The content cannot be read now; sending it will say so better than this.
            return Optional.empty();
        }
    }
}
