package org.posthorn.delivery.transport;

import java.util.Optional;
import org.posthorn.mail.smtp.Reply;

/// What happens to the machine.
sealed interface ClientInput {
    /// A whole reply came.
    record Got(Reply reply) implements ClientInput {}

    /// The TLS handshake is done.
    record Secured() implements ClientInput {}

    /// The TLS handshake failed.
    record NotSecured(String reason) implements ClientInput {}

    /// There is a message to send.
    record Begin(OutgoingMessage message) implements ClientInput {}

    /// The content and its end were handed to the network.
    ///
    /// @param following its envelope went right behind (RFC 2920 §3.1)
    record ContentSent(Optional<OutgoingMessage> following) implements ClientInput {}

    /// What stood behind the content is looked at now.
    record Resume() implements ClientInput {}

    /// The connection ended, a deadline passed, or what came was not a reply.
    record Broken(String reason) implements ClientInput {}
}
