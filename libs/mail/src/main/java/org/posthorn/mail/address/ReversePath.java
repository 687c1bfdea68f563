package org.posthorn.mail.address;

import java.util.Optional;
import org.posthorn.mail.Parsed;

/// The argument of `MAIL FROM`: where to report failures, or nowhere (RFC 5321 §4.1.2, §4.5.5).
///
/// @param mailbox empty in the null reverse-path `<>`
public record ReversePath(Optional<MailboxAddress> mailbox) {
    /// `<>`: notifications, which must never be answered with another one.
    public static final ReversePath NULL = new ReversePath(Optional.empty());

    public static ReversePath of(MailboxAddress mailbox) {
        return new ReversePath(Optional.of(mailbox));
    }

    /// Reads the form without brackets; the empty text is the null reverse-path.
    public static Parsed<ReversePath> parse(String text) {
        return text.isEmpty() ? Parsed.ok(NULL) : MailboxAddress.parse(text).map(ReversePath::of);
    }

    public boolean isNull() {
        return mailbox.isEmpty();
    }

    public boolean needsSmtpUtf8() {
        return mailbox.filter(MailboxAddress::needsSmtpUtf8).isPresent();
    }

    /// With brackets, as in the command.
    public String bracketed() {
        return "<" + this + ">";
    }

    /// Without brackets; empty for the null reverse-path.
    @Override
    public String toString() {
        return mailbox.map(MailboxAddress::toString).orElse("");
    }
}
