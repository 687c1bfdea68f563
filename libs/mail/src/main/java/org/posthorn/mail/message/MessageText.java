package org.posthorn.mail.message;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// What people see of a message: its text, its HTML, its files, and a line of preview.
public final class MessageText {
    private static final int PREVIEW = 200;
    /// A preview is found near the beginning, or there is none worth the time.
    private static final int PREVIEW_OCTETS = 16 * 1024;

    private MessageText() {}

    /// The first plain text that is meant to be read.
    public static Optional<Part> textPart(MimeStructure structure) {
        return first(structure.root(), "plain");
    }

    /// The first HTML text that is meant to be read.
    public static Optional<Part> htmlPart(MimeStructure structure) {
        return first(structure.root(), "html");
    }

    /// The parts that are offered as files, in order; the parts of an embedded message are its own.
    public static List<Part> attachments(MimeStructure structure) {
        var found = new ArrayList<Part>();
        collect(structure.root(), found);
        return List.copyOf(found);
    }

    /// The part of a `cid:` address (RFC 2392), for the images of HTML text.
    public static Optional<Part> byContentId(MimeStructure structure, String contentId) {
        var wanted = "<" + contentId + ">";
        return structure
                .root()
                .all()
                .filter(part -> part.fields().id().filter(wanted::equals).isPresent())
                .findFirst();
    }

    /// The octets of a part, its transfer encoding taken off.
    public static byte[] octets(byte[] message, Part part) {
        return TransferEncoding.decode(
                message, part.bodyStart(), part.bodyEnd(), part.fields().encoding());
    }

    /// The text of a part, decoded by its charset.
    public static String text(byte[] message, Part part) {
        return text(message, part, part.bodyEnd());
    }

    /// At most 200 characters in one line: the beginning of the text, without quotations, or of the HTML without its
    /// markup; empty when there is none.
    public static String preview(byte[] message, MimeStructure structure) {
        var plain = textPart(structure);
        if (plain.isPresent()) {
            var shown = PreviewText.of(beginning(message, plain.get()), PREVIEW);
            if (!shown.isEmpty()) {
                return shown;
            }
        }
        return htmlPart(structure)
                .map(html -> PreviewText.ofHtml(beginning(message, html), PREVIEW))
                .orElse("");
    }

    /// HTML as the text that is seen, in one line of at most so many characters.
    public static String withoutMarkup(String html, int longest) {
        return PreviewText.ofHtml(html, longest);
    }

    private static String beginning(byte[] message, Part part) {
        return text(message, part, Math.min(part.bodyEnd(), part.bodyStart() + PREVIEW_OCTETS));
    }

    private static String text(byte[] message, Part part, int end) {
        var octets = TransferEncoding.decode(
                message, part.bodyStart(), end, part.fields().encoding());
        return Charsets.decode(octets, part.type().charset());
    }

    private static Optional<Part> first(Part part, String subtype) {
        if (part.type().is("text", subtype) && !part.isAttachment()) {
            return Optional.of(part);
        }
        if (!part.type().isMultipart()) {
            return Optional.empty();
        }
        for (var child : part.children()) {
            var found = first(child, subtype);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    private static void collect(Part part, List<Part> found) {
        if (part.isAttachment()) {
            found.add(part);
        } else if (part.type().isMultipart()) {
            part.children().forEach(child -> collect(child, found));
        }
    }
}
