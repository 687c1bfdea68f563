package org.posthorn.mail.smtp;

import java.util.Optional;
import java.util.OptionalLong;

/// The parameters of `MAIL FROM`.
///
/// @param size       the declared size in octets (RFC 1870 §6)
/// @param body       octets of the content (RFC 6152 §2)
/// @param smtpUtf8   envelope or header section need UTF-8 (RFC 6531 §3.4)
/// @param ret        what a notification brings back (RFC 3461 §4.3)
/// @param envid      the sender's name for the envelope, decoded (RFC 3461 §4.4)
/// @param requireTls only over verified TLS (RFC 8689 §2)
/// @param auth       the original submitter, decoded; `<>` when unknown (RFC 4954 §5)
public record MailParameters(
        OptionalLong size,
        Body body,
        boolean smtpUtf8,
        Optional<Ret> ret,
        Optional<String> envid,
        boolean requireTls,
        Optional<String> auth) {
    public static final MailParameters NONE = new MailParameters(
            OptionalLong.empty(), Body.SEVEN_BIT, false, Optional.empty(), Optional.empty(), false, Optional.empty());

    /// The parameters with the space before each, in the order in which they are listed here; empty when there are
    /// none.
    @Override
    public String toString() {
        var text = new StringBuilder();
        size.ifPresent(octets -> text.append(" SIZE=").append(octets));
        if (body != Body.SEVEN_BIT) {
            text.append(" BODY=").append(body.keyword());
        }
        if (smtpUtf8) {
            text.append(" SMTPUTF8");
        }
        ret.ifPresent(value -> text.append(" RET=").append(value));
        envid.ifPresent(value -> text.append(" ENVID=").append(Xtext.encode(value)));
        if (requireTls) {
            text.append(" REQUIRETLS");
        }
        auth.ifPresent(value -> text.append(" AUTH=").append(value.equals("<>") ? value : Xtext.encode(value)));
        return text.toString();
    }
}
