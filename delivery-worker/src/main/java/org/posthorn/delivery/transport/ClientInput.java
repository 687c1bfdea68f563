package org.posthorn.delivery.transport;

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

    /// The content and the final dot were handed to the network.
    record ContentSent() implements ClientInput {}

    /// The connection ended, a deadline passed, or what came was not a reply.
    record Broken(String reason) implements ClientInput {}
}
