package org.posthorn.events;

import java.time.Instant;
import java.util.Optional;

/// We took responsibility for a message (RFC 5321 §6.1): it was in the log before the client heard `250`.
///
/// @param messageId ours, not the Message-ID header field
/// @param acceptedAt when the content was complete
/// @param origin who may be told of a failure
/// @param client the SMTP client; absent for web and internal mail
/// @param envelope the reverse-path and the forward-paths
/// @param size of the content in octets
@EventType(
        value = "org.posthorn.mail.accepted.v1",
        doc = "We took responsibility for a message; the value is its content.")
public record MessageAccepted(
        MessageId messageId,
        Instant acceptedAt,
        Origin origin,
        Optional<Client> client,
        MailEnvelope envelope,
        long size)
        implements Event {}
