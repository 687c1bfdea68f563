package org.posthorn.mail.message;

import java.util.List;
import java.util.Optional;

/// The parts of a header section that IMAP shows as `ENVELOPE` (RFC 9051 §7.5.2), which has its name from there and is
/// not
/// the envelope of SMTP. Texts are unfolded, encoded words are not decoded.
///
/// @param sender  `From` when the field is missing or empty
/// @param replyTo `From` when the field is missing or empty
public record Envelope(
        Optional<String> date,
        Optional<String> subject,
        List<HeaderAddress> from,
        List<HeaderAddress> sender,
        List<HeaderAddress> replyTo,
        List<HeaderAddress> to,
        List<HeaderAddress> cc,
        List<HeaderAddress> bcc,
        Optional<String> inReplyTo,
        Optional<String> messageId) {

    public static Envelope of(HeaderSection header) {
        var from = addresses(header, "From");
        var sender = addresses(header, "Sender");
        var replyTo = addresses(header, "Reply-To");
        return new Envelope(
                header.value("Date"),
                header.value("Subject"),
                from,
                sender.isEmpty() ? from : sender,
                replyTo.isEmpty() ? from : replyTo,
                addresses(header, "To"),
                addresses(header, "Cc"),
                addresses(header, "Bcc"),
                header.value("In-Reply-To"),
                header.value("Message-ID"));
    }

    /// With the `Bcc` of other fields, where they have one: the sender's own copy has it above the message itself.
    public Envelope withBccOf(HeaderSection others) {
        var found = addresses(others, "Bcc");
        return found.isEmpty()
                ? this
                : new Envelope(date, subject, from, sender, replyTo, to, cc, found, inReplyTo, messageId);
    }

    /// The subject as people read it; empty text without one.
    public String subjectText() {
        return subject.map(EncodedWords::decode).orElse("");
    }

    private static List<HeaderAddress> addresses(HeaderSection header, String name) {
        var fields = header.all(name);
        if (fields.isEmpty()) {
            return List.of();
        }
        if (fields.size() == 1) {
            return AddressList.parse(fields.getFirst().value());
        }
        return fields.stream()
                .flatMap(field -> AddressList.parse(field.value()).stream())
                .toList();
    }
}
