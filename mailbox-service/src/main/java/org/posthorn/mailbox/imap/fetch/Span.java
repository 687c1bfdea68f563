package org.posthorn.mailbox.imap.fetch;

import java.util.Optional;
import org.posthorn.mail.message.Part;
import org.posthorn.mailbox.imap.grammar.Section;

/// Where something stands in the octets of a message.
///
/// @param from index of the first
/// @param to   index behind the last
public record Span(int from, int to) {
    /// A section of a part (RFC 9051 §6.4.5.1); of `HEADER.FIELDS` and `HEADER.FIELDS.NOT` the header section that they
    /// are taken from. Empty when there is no such part.
    ///
    /// @param root of the message, as [org.posthorn.mail.message.MimeStructure] found it
    public static Optional<Span> of(Part root, Section section) {
        return root.find(section.part()).flatMap(part -> switch (section.text()) {
            case WHOLE -> Optional.of(body(part));
            case MIME -> Optional.of(header(part));
            case TEXT -> embedded(part).map(Span::body);
            case HEADER, HEADER_FIELDS, HEADER_FIELDS_NOT -> embedded(part).map(Span::header);
        });
    }

    /// The octets of a part, in its transfer encoding.
    public static Span body(Part part) {
        return new Span(part.bodyStart(), part.bodyEnd());
    }

    /// The header section of a part, with the empty line that ends it.
    public static Span header(Part part) {
        return new Span(part.headerStart(), part.bodyStart());
    }

    /// Only an embedded message has a header section and a text of its own.
    private static Optional<Part> embedded(Part part) {
        return part.envelope().isEmpty()
                ? Optional.empty()
                : part.children().stream().findFirst();
    }

    public int length() {
        return to - from;
    }

    /// The same octets where something else stands above them.
    public Span below(int octets) {
        return new Span(from + octets, to + octets);
    }
}
