package org.posthorn.mailbox.imap.fetch;

import java.util.Arrays;
import java.util.Optional;
import org.posthorn.mail.message.HeaderSection;
import org.posthorn.mail.message.MessageText;
import org.posthorn.mail.message.MimeStructure;
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

    /// The octets of a section; empty when there is no such part.
    public Optional<Range> section(Section section) {
        return section.part().isEmpty() ? Optional.of(ofMessage(section)) : ofPart(section);
    }

    private Range ofMessage(Section section) {
        return switch (section.text()) {
            case WHOLE -> Range.whole(joined(content.length));
            case HEADER, MIME -> Range.whole(joined(headerEnd));
            case TEXT -> new Range(content, headerEnd, content.length);
            case HEADER_FIELDS, HEADER_FIELDS_NOT -> Range.whole(fields(joined(headerEnd), section));
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
        return Span.of(structure().root(), section)
                .map(span -> section.isOfFields()
                        ? Range.whole(fields(Arrays.copyOfRange(content, span.from(), span.to()), section))
                        : new Range(content, span.from(), span.to()));
    }

    private MimeStructure structure() {
        var found = structure.orElseGet(() -> MimeStructure.of(content));
        structure = Optional.of(found);
        return found;
    }

    /// The fields that are named, or all others, and the empty line that ends the section.
    ///
    /// @param header section that they are taken from
    public static byte[] fields(byte[] header, Section section) {
        boolean named = section.text() == Section.Text.HEADER_FIELDS;
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
        return structure().part(number).map(part -> MessageText.octets(content, part));
    }
}
