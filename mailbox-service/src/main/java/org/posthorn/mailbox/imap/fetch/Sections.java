package org.posthorn.mailbox.imap.fetch;

import java.util.Arrays;
import java.util.Optional;
import org.posthorn.mail.message.HeaderSection;
import org.posthorn.mail.message.MessageText;
import org.posthorn.mail.message.MimeStructure;
import org.posthorn.mail.message.Part;
import org.posthorn.mailbox.imap.grammar.Section;
import org.posthorn.mailbox.imap.store.MessageStore.Octets;

/// Cuts sections out of one message's octets (RFC 9051 §6.4.5.1). The octets are never changed.
public final class Sections {
    private static final byte[] LINE_END = {'\r', '\n'};

    private final byte[] prepended;
    private final byte[] content;
    private final int headerEnd;
    private Optional<MimeStructure> structure = Optional.empty();

    /// Octets between two indexes of an array.
    public record Range(byte[] octets, int from, int to) {
        public static Range whole(byte[] octets) {
            return new Range(octets, 0, octets.length);
        }
    }

    public Sections(Octets octets) {
        this.prepended = octets.prepended();
        this.content = octets.content();
        this.headerEnd = HeaderSection.of(content).bodyStart();
    }

    /// Where the body begins in the content; its length when there is no body, or when it was cut before.
    public int headerEnd() {
        return headerEnd;
    }

    /// Where the text of the message begins, behind its whole header section.
    public long textStart() {
        return prepended.length + (long) headerEnd;
    }

    /// The octets of a section; empty when there is no such part.
    public Optional<Range> section(Section section) {
        return section.part().isEmpty() ? Optional.of(ofMessage(section)) : ofPart(section);
    }

    private Range ofMessage(Section section) {
        return switch (section.text()) {
            case WHOLE -> Range.whole(joined(content.length));
            case HEADER, MIME -> Range.whole(joined(headerEnd));
            case TEXT -> new Range(content, headerEnd, content.length);
            case HEADER_FIELDS -> Range.whole(fields(joined(headerEnd), section, true));
            case HEADER_FIELDS_NOT -> Range.whole(fields(joined(headerEnd), section, false));
        };
    }

    private byte[] joined(int end) {
        if (prepended.length == 0) {
            return end == content.length ? content : Arrays.copyOf(content, end);
        }
        var joined = Arrays.copyOf(prepended, prepended.length + end);
        System.arraycopy(content, 0, joined, prepended.length, end);
        return joined;
    }

    private Optional<Range> ofPart(Section section) {
        var found = part(section.part());
        if (found.isEmpty()) {
            return Optional.empty();
        }
        var part = found.get();
        return switch (section.text()) {
            case WHOLE -> Optional.of(new Range(content, part.bodyStart(), part.bodyEnd()));
            case MIME -> Optional.of(new Range(content, part.headerStart(), part.bodyStart()));
            case HEADER, HEADER_FIELDS, HEADER_FIELDS_NOT, TEXT -> ofEmbedded(part, section);
        };
    }

    /// Only an embedded message has a header section and a text of its own.
    private Optional<Range> ofEmbedded(Part part, Section section) {
        if (part.envelope().isEmpty() || part.children().isEmpty()) {
            return Optional.empty();
        }
        var message = part.children().getFirst();
        if (section.text() == Section.Text.TEXT) {
            return Optional.of(new Range(content, message.bodyStart(), message.bodyEnd()));
        }
        if (section.text() == Section.Text.HEADER) {
            return Optional.of(new Range(content, message.headerStart(), message.bodyStart()));
        }
        var header = Arrays.copyOfRange(content, message.headerStart(), message.bodyStart());
        return Optional.of(Range.whole(fields(header, section, section.text() == Section.Text.HEADER_FIELDS)));
    }

    private Optional<Part> part(String number) {
        if (structure.isEmpty()) {
            structure = Optional.of(MimeStructure.of(content));
        }
        return structure.get().part(number);
    }

    /// The fields that are named, or all others, and the empty line that ends the section.
    private static byte[] fields(byte[] header, Section section, boolean named) {
        var kept = HeaderSection.of(header)
                .octetsWithout(field -> section.fields().stream().anyMatch(field::is) != named);
        if (endsWithEmptyLine(kept)) {
            return kept;
        }
        var ended = Arrays.copyOf(kept, kept.length + 2);
        System.arraycopy(LINE_END, 0, ended, kept.length, 2);
        return ended;
    }

    private static boolean endsWithEmptyLine(byte[] header) {
        int end = header.length;
        if (end == 0 || header[end - 1] != '\n') {
            return false;
        }
        int before = end - 1;
        if (before > 0 && header[before - 1] == '\r') {
            before--;
        }
        return before == 0 || header[before - 1] == '\n';
    }

    /// The octets of a part without its transfer encoding (RFC 9051 §6.4.5.1); empty when there is no such part.
    public Optional<byte[]> decoded(String number) {
        if (number.isEmpty()) {
            return Optional.of(joined(content.length));
        }
        return part(number).map(part -> MessageText.octets(content, part));
    }
}
