package org.posthorn.delivery.transport;

import org.posthorn.mail.smtp.Reply;

/// Why a server did not take a message: what it said, or what we say of it. The two are never mixed: a reply code
/// of ours would read as the server's.
public sealed interface Cause {
    /// The server's reply.
    record Said(Reply reply) implements Cause {}

    /// Nobody said it.
    ///
    /// @param status the enhanced status (RFC 3463) that fits
    /// @param words ours, a sentence for people
    record Ours(String status, String words) implements Cause {}
}
