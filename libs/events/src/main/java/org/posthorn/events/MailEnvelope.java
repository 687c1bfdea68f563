package org.posthorn.events;

import java.util.List;
import java.util.Optional;

/// The SMTP envelope (RFC 5321 §2.3.1); never the header fields.
///
/// @param reversePath without brackets; empty is the null reverse-path
/// @param recipients at least one
/// @param smtpUtf8 the client gave SMTPUTF8 (RFC 6531)
/// @param eightBit BODY=8BITMIME (RFC 6152)
/// @param requireTls REQUIRETLS (RFC 8689)
/// @param ret RET: `FULL` or `HDRS` (RFC 3461 §4.3)
/// @param envid ENVID as given, xtext decoded (RFC 3461 §4.4)
public record MailEnvelope(
        String reversePath,
        List<Recipient> recipients,
        boolean smtpUtf8,
        boolean eightBit,
        boolean requireTls,
        Optional<String> ret,
        Optional<String> envid) {
    /// An envelope without wishes.
    public static MailEnvelope of(String reversePath, List<String> forwardPaths) {
        return new MailEnvelope(
                reversePath,
                forwardPaths.stream().map(Recipient::of).toList(),
                false,
                false,
                false,
                Optional.empty(),
                Optional.empty());
    }
}
