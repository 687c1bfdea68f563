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
/// @param tlsOptional since 0.2: true where the sender wants it delivered whatever becomes of TLS (`TLS-Required: No`,
/// RFC 8689 §3); else absent, as in older records
public record MailEnvelope(
        String reversePath,
        List<Recipient> recipients,
        boolean smtpUtf8,
        boolean eightBit,
        boolean requireTls,
        Optional<String> ret,
        Optional<String> envid,
        Optional<Boolean> tlsOptional) {
    public MailEnvelope(
            String reversePath,
            List<Recipient> recipients,
            boolean smtpUtf8,
            boolean eightBit,
            boolean requireTls,
            Optional<String> ret,
            Optional<String> envid) {
        this(reversePath, recipients, smtpUtf8, eightBit, requireTls, ret, envid, Optional.empty());
    }

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

    /// The same for these recipients.
    public MailEnvelope to(List<Recipient> others) {
        return new MailEnvelope(reversePath, others, smtpUtf8, eightBit, requireTls, ret, envid, tlsOptional);
    }

    /// The same under another reverse-path.
    public MailEnvelope from(String path) {
        return new MailEnvelope(path, recipients, smtpUtf8, eightBit, requireTls, ret, envid, tlsOptional);
    }

    /// The same, to be delivered whatever becomes of TLS.
    public MailEnvelope withTlsOptional() {
        return new MailEnvelope(reversePath, recipients, smtpUtf8, eightBit, requireTls, ret, envid, Optional.of(true));
    }
}
