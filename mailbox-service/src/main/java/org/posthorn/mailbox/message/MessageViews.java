package org.posthorn.mailbox.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.posthorn.events.api.MailApi;
import org.posthorn.events.api.MailApi.MessageView;
import org.posthorn.mail.message.Envelope;
import org.posthorn.mail.message.HeaderAddress;
import org.posthorn.mail.message.HeaderField;
import org.posthorn.mail.message.HeaderSection;
import org.posthorn.mail.message.MessageText;
import org.posthorn.mail.message.MimeStructure;
import org.posthorn.mail.message.Part;

/// A message's octets as a reader's page needs them. Pure.
final class MessageViews {
    private static final int LONGEST_TEXT = 1 << 20;
    private static final int LONGEST_HTML = 2 << 20;
    private static final int MOST_ADDRESSES = 1_000;

    private MessageViews() {}

    static MessageView of(MessageStore.Whole whole) {
        var octets = whole.octets();
        var structure = MimeStructure.of(octets);
        var envelope = structure.envelope();
        return new MessageView(
                whole.row(),
                envelope.messageId(),
                structure
                        .header()
                        .value("References")
                        .map(ThreadKeys::messageIds)
                        .orElse(List.of()),
                addresses(envelope.from()),
                addresses(envelope.replyTo()),
                addresses(envelope.to()),
                addresses(envelope.cc()),
                blindCopies(whole.prepended(), envelope.bcc()),
                text(octets, MessageText.textPart(structure), LONGEST_TEXT),
                text(octets, MessageText.htmlPart(structure), LONGEST_HTML),
                parts(octets, structure),
                authenticationResults(whole.prepended(), structure.header()));
    }

    private static Optional<String> text(byte[] octets, Optional<Part> part, int longest) {
        return part.map(found -> MessageText.text(octets, found))
                .map(text -> text.length() > longest ? text.substring(0, longest) : text);
    }

    private static List<MailApi.Address> addresses(List<HeaderAddress> entries) {
        return entries.stream()
                .flatMap(entry -> switch (entry) {
                    case HeaderAddress.Mailbox mailbox -> Stream.of(mailbox);
                    case HeaderAddress.Group group -> group.members().stream();
                })
                .limit(MOST_ADDRESSES)
                .map(mailbox -> new MailApi.Address(mailbox.displayName(), mailbox.address()))
                .toList();
    }

    /// Attachments, and the images that the HTML shows.
    private static List<MailApi.Part> parts(byte[] octets, MimeStructure structure) {
        var attachments = MessageText.attachments(structure);
        var parts = new ArrayList<MailApi.Part>();
        structure.root().all().forEach(part -> {
            boolean inline =
                    part.fields().id().isPresent() && part.type().type().equals("image");
            if (inline || attachments.contains(part)) {
                parts.add(new MailApi.Part(
                        part.number(),
                        part.type().type() + "/" + part.type().subtype(),
                        part.fileName(),
                        part.fields().id().map(MessageViews::withoutBrackets),
                        inline,
                        decodedSize(octets, part)));
            }
        });
        return parts;
    }

    /// What a reader gets to keep: Base64 takes a third more on its way, and a line end for each line.
    private static long decodedSize(byte[] octets, Part part) {
        if (!part.fields().encoding().equals("base64")) {
            return part.size();
        }
        long digits = 0;
        for (int i = part.bodyStart(); i < part.bodyEnd(); i++) {
            if (octets[i] > ' ' && octets[i] != '=') {
                digits++;
            }
        }
        return digits * 3 / 4;
    }

    /// The sender's own copy has its Bcc among the fields of the delivery (RFC 5322 §3.6.3), a draft in its octets.
    private static List<MailApi.Address> blindCopies(byte[] prepended, List<HeaderAddress> own) {
        var delivered = Envelope.of(HeaderSection.of(prepended)).bcc();
        return addresses(Stream.concat(own.stream(), delivered.stream()).toList());
    }

    private static String withoutBrackets(String id) {
        var stripped = id.strip();
        return stripped.startsWith("<") && stripped.endsWith(">")
                ? stripped.substring(1, stripped.length() - 1)
                : stripped;
    }

    private static List<String> authenticationResults(byte[] prepended, HeaderSection header) {
        return Stream.concat(
                        HeaderSection.of(prepended).all("Authentication-Results").stream(),
                        header.all("Authentication-Results").stream())
                .map(HeaderField::value)
                .limit(20)
                .toList();
    }
}
