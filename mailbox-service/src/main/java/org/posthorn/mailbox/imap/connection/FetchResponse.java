package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.mail.message.Envelope;
import org.posthorn.mail.message.HeaderSection;
import org.posthorn.mail.message.Part;
import org.posthorn.mail.message.TransferDecoder;
import org.posthorn.mail.message.TransferEncoding;
import org.posthorn.mailbox.imap.fetch.FieldFilter;
import org.posthorn.mailbox.imap.fetch.Sections;
import org.posthorn.mailbox.imap.fetch.Sections.Range;
import org.posthorn.mailbox.imap.fetch.Span;
import org.posthorn.mailbox.imap.fetch.StructureText;
import org.posthorn.mailbox.imap.grammar.FetchItem;
import org.posthorn.mailbox.imap.grammar.FetchItem.Attribute;
import org.posthorn.mailbox.imap.grammar.FetchItem.Partial;
import org.posthorn.mailbox.imap.grammar.ImapDates;
import org.posthorn.mailbox.imap.grammar.Section;
import org.posthorn.mailbox.imap.store.FlagRow;
import org.posthorn.mailbox.imap.store.MessageStore.MessageRow;
import org.posthorn.mailbox.imap.store.MessageStore.Octets;
import org.posthorn.mailbox.imap.wire.ResponseWriter;
import org.posthorn.mailbox.message.StructureJson;

/// The items of one message's FETCH response (RFC 9051 §7.5.2).
final class FetchResponse {
    private final ResponseWriter out;
    private final MessageRow row;
    private final FlagRow flags;
    private final @Nullable Sections sections;
    private @Nullable StructureJson structure;
    /// Whether more than the envelope of it is needed.
    private boolean wholeStructure;
    private @Nullable MessagePieces pieces;

    FetchResponse(ResponseWriter out, MessageRow row, FlagRow flags, @Nullable Octets octets) {
        this.out = out;
        this.row = row;
        this.flags = flags;
        this.sections = octets == null ? null : new Sections(octets);
    }

    /// Of a message whose octets pass through, piece by piece; the row has its structure.
    static FetchResponse ofLarge(ResponseWriter out, MessageRow row, FlagRow flags, MessagePieces pieces) {
        var response = new FetchResponse(out, row, flags, null);
        response.pieces = pieces;
        return response;
    }

    void write(List<FetchItem> items) throws IOException {
        wholeStructure = items.contains(Attribute.BODY) || items.contains(Attribute.BODYSTRUCTURE);
        boolean first = true;
        for (var item : items) {
            out.text(first ? "" : " ");
            first = false;
            switch (item) {
                case Attribute attribute -> attribute(attribute);
                case FetchItem.Octets octets -> {
                    out.text(octets.label());
                    octets(octets);
                }
                case FetchItem.Binary(var part, var partial, var _) -> {
                    out.text("BINARY[").text(part).text("]");
                    if (pieces == null) {
                        range(sections().decoded(part).map(Range::whole), partial);
                    } else {
                        decoded(pieces, part, partial);
                    }
                }
                case FetchItem.BinarySize(var part) -> {
                    out.text("BINARY.SIZE[").text(part).text("] ");
                    out.number(
                            pieces == null
                                    ? sections()
                                            .decoded(part)
                                            .map(octets -> octets.length)
                                            .orElse(0)
                                    : decodedSize(pieces, part));
                }
            }
        }
    }

    private Sections sections() {
        return Objects.requireNonNull(sections, "octets were not read");
    }

    private void attribute(Attribute attribute) throws IOException {
        switch (attribute) {
            case FLAGS -> {
                out.text("FLAGS ");
                FlagText.write(out, flags);
            }
            case UID -> out.text("UID ").number(row.uid());
            case INTERNALDATE -> out.text("INTERNALDATE ").text(ImapDates.format(row.receivedAt()));
            case RFC822_SIZE -> out.text("RFC822.SIZE ").number(row.size());
            case MODSEQ -> out.text("MODSEQ (").number(flags.modSeq()).text(")");
            case EMAILID -> out.text("EMAILID (M").number(row.content()).text(")");
            case THREADID -> out.text("THREADID (T").number(row.thread()).text(")");
            case SAVEDATE ->
                out.text("SAVEDATE ").text(row.savedAt().map(ImapDates::format).orElse("NIL"));
            case PREVIEW -> out.text("PREVIEW ").string(row.preview());
            case ENVELOPE -> {
                out.text("ENVELOPE ");
                new StructureText(out).envelope(envelope());
            }
            case BODY -> {
                out.text("BODY ");
                new StructureText(out).structure(structure().root(), false);
            }
            case BODYSTRUCTURE -> {
                out.text("BODYSTRUCTURE ");
                new StructureText(out).structure(structure().root(), true);
            }
        }
    }

    /// With the Bcc that delivery put above the sender's own copy.
    private Envelope envelope() {
        var envelope = structure == null && !wholeStructure
                ? StructureJson.envelope(stored())
                : structure().envelope();
        return row.prepended() == null ? envelope : envelope.withBccOf(HeaderSection.of(row.prepended()));
    }

    private StructureJson structure() {
        var read = structure;
        if (read == null) {
            read = StructureJson.read(stored());
            structure = read;
        }
        return read;
    }

    private byte[] stored() {
        return Objects.requireNonNull(row.structure(), "structures were not read");
    }

    private void octets(FetchItem.Octets wanted) throws IOException {
        var section = wanted.section();
        if (pieces == null) {
            range(sections().section(section), wanted.partial());
        } else if (section.part().isEmpty()) {
            ofMessage(pieces, section, wanted.partial());
        } else {
            ofPart(pieces, section, wanted.partial());
        }
    }

    private void ofMessage(MessagePieces large, Section section, Optional<Partial> partial) throws IOException {
        var whole = large.whole();
        int body = large.inMessage(Span.body(structure().root())).from();
        switch (section.text()) {
            case WHOLE -> pass(large, whole, partial);
            case TEXT -> pass(large, new Span(body, whole.to()), partial);
            case HEADER, MIME -> pass(large, new Span(0, body), partial);
            case HEADER_FIELDS, HEADER_FIELDS_NOT -> fields(large, new Span(0, body), section, partial);
        }
    }

    private void ofPart(MessagePieces large, Section section, Optional<Partial> partial) throws IOException {
        var found = Span.of(structure().root(), section).map(large::inMessage);
        if (found.isEmpty()) {
            range(Optional.empty(), partial);
        } else if (section.isOfFields()) {
            fields(large, found.get(), section, partial);
        } else {
            pass(large, found.get(), partial);
        }
    }

    private void fields(MessagePieces large, Span header, Section section, Optional<Partial> partial)
            throws IOException {
        origin(partial);
        new FilteredOctets(large, header, () -> new FieldFilter(section)).write(out, partial);
    }

    private void decoded(MessagePieces large, String number, Optional<Partial> partial) throws IOException {
        if (number.isEmpty()) {
            pass(large, large.whole(), partial);
            return;
        }
        var part = structure().root().find(number);
        if (part.isEmpty()) {
            range(Optional.empty(), partial);
        } else if (TransferEncoding.alters(part.get().fields().encoding())) {
            origin(partial);
            decoded(large, part.get()).write(out, partial);
        } else {
            pass(large, large.inMessage(Span.body(part.get())), partial);
        }
    }

    private long decodedSize(MessagePieces large, String number) throws IOException {
        if (number.isEmpty()) {
            return large.whole().length();
        }
        var part = structure().root().find(number);
        if (part.isEmpty()) {
            return 0;
        }
        return TransferEncoding.alters(part.get().fields().encoding())
                ? decoded(large, part.get()).size()
                : part.get().size();
    }

    private static FilteredOctets decoded(MessagePieces large, Part part) {
        return new FilteredOctets(
                large,
                large.inMessage(Span.body(part)),
                () -> new TransferDecoder(part.fields().encoding())::decode);
    }

    /// Where some octets begin, when only some are asked for.
    private void origin(Optional<Partial> partial) throws IOException {
        if (partial.isPresent()) {
            out.text("<").number(partial.get().offset()).text(">");
        }
        out.text(" ");
    }

    private void pass(MessagePieces large, Span span, Optional<Partial> partial) throws IOException {
        origin(partial);
        large.write(out, span, partial);
    }

    private void range(Optional<Range> found, Optional<Partial> partial) throws IOException {
        origin(partial);
        if (found.isEmpty()) {
            out.text("NIL");
            return;
        }
        var range = found.get();
        int from = range.from();
        int to = range.to();
        if (partial.isPresent()) {
            from = (int) Math.min(to, from + partial.get().offset());
            to = (int) Math.min(to, from + partial.get().length());
        }
        if (hasNul(range.octets(), from, to)) {
            // RFC 9051 §4.3: a literal8, since a literal must not have NUL in it
            out.text("~");
        }
        out.literal(range.octets(), from, to);
    }

    private static boolean hasNul(byte[] octets, int from, int to) {
        for (int i = from; i < to; i++) {
            if (octets[i] == 0) {
                return true;
            }
        }
        return false;
    }
}
