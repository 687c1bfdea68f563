package org.posthorn.policy.suppression;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.mail.message.HeaderSection;
import org.posthorn.mail.message.MimeStructure;
import org.posthorn.mail.message.Part;
import org.posthorn.mail.message.TransferEncoding;

/// A complaint as mailbox providers send it (ARF, RFC 5965).
///
/// @param type such as `abuse`
/// @param recipient who complained
/// @param senderDomain whose mail it was
/// @param reporter who says so
record FeedbackReport(String type, String recipient, String senderDomain, String reporter) {
    private static final String SUBTYPE = "feedback-report";
    /// What a recipient says of mail (RFC 5965 §7.3, and names that came before it). `not-spam` is praise,
    /// `auth-failure` (RFC 6591) and `virus` are what a server found: nobody asked for less mail.
    private static final Set<String> COMPLAINTS = Set.of("abuse", "fraud", "other", "opt-out", "opt-out-list");

    /// Reads a complaint; empty for any other message, and for one that does not name recipient and sender.
    static Optional<FeedbackReport> of(byte[] message) {
        var structure = MimeStructure.of(message);
        var report = structure
                .root()
                .all()
                .filter(part -> part.type().isMessage() || part.type().subtype().equals(SUBTYPE))
                .filter(part -> part.type().subtype().equals(SUBTYPE))
                .findFirst();
        return report.flatMap(part -> of(message, structure, part));
    }

    private static Optional<FeedbackReport> of(byte[] message, MimeStructure structure, Part part) {
        var text = TransferEncoding.decode(
                message, part.bodyStart(), part.bodyEnd(), part.fields().encoding());
        var fields = HeaderSection.of(text);
        var original = original(message, structure, part);
        var recipient = address(fields.value("Original-Rcpt-To"))
                .or(() -> original.flatMap(header -> address(header.value("To"))));
        var sender = address(fields.value("Original-Mail-From"))
                .or(() -> original.flatMap(header -> address(header.value("From"))));
        var type = fields.value("Feedback-Type").orElse("abuse").strip().toLowerCase(Locale.ROOT);
        if (recipient.isEmpty() || sender.isEmpty() || !COMPLAINTS.contains(type)) {
            return Optional.empty();
        }
        var from = sender.get();
        return Optional.of(new FeedbackReport(
                type,
                recipient.get(),
                from.substring(from.lastIndexOf('@') + 1).toLowerCase(Locale.ROOT),
                structure.header().value("From").orElse("somebody")));
    }

    /// The header section of the mail complained of: the part behind the report.
    private static Optional<HeaderSection> original(byte[] message, MimeStructure structure, Part report) {
        return structure
                .root()
                .all()
                .filter(part -> part.headerStart() > report.headerStart())
                .filter(part -> part.type().isMessage() || part.type().subtype().equals("rfc822-headers"))
                .findFirst()
                .map(part -> HeaderSection.of(message, part.bodyStart(), part.bodyEnd()));
    }

    private static Optional<String> address(Optional<String> field) {
        return field.flatMap(text -> Arrays.stream(text.split("[<>,;\\s]+"))
                .filter(word -> word.indexOf('@') > 0)
                .filter(word -> MailboxAddress.parse(word).toOptional().isPresent())
                .findFirst());
    }
}
