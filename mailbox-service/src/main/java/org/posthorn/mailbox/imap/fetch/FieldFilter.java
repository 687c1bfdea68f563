package org.posthorn.mailbox.imap.fetch;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import org.posthorn.mailbox.imap.grammar.Section;

/// Keeps some fields of a header section that comes piece by piece, as [Sections#fields] does of a whole one: what it
/// needs of memory does not grow with the section.
public final class FieldFilter implements PieceFilter {
    /// A name that is longer is none that a client asks for.
    private static final int LONGEST_NAME = 1_000;

    private final Section section;
    private final ByteArrayOutputStream kept = new ByteArrayOutputStream();
    private final ByteArrayOutputStream name = new ByteArrayOutputStream();
    private Place place = Place.LINE;
    /// Whether a line that begins with white space continues a field.
    private boolean inField;

    private boolean keeps;
    private final LastLine lastLine = new LastLine();

    private enum Place {
        /// At the beginning of a line.
        LINE,
        NAME,
        VALUE
    }

    /// @param section `HEADER.FIELDS` or `HEADER.FIELDS.NOT`
    public FieldFilter(Section section) {
        this.section = section;
    }

    @Override
    public byte[] pass(byte[] piece, boolean last) {
        kept.reset();
        for (byte octet : piece) {
            take(octet);
        }
        if (last) {
            keep(name);
            if (!lastLine.isEmpty()) {
                keep('\r');
                keep('\n');
            }
        }
        return kept.toByteArray();
    }

    private void take(int octet) {
        if (place == Place.LINE) {
            boolean folded = inField && (octet == ' ' || octet == '\t');
            place = folded ? Place.VALUE : Place.NAME;
        }
        if (place == Place.NAME) {
            name.write(octet);
            ofName(octet);
        } else {
            if (keeps) {
                keep(octet);
            }
            if (octet == '\n') {
                place = Place.LINE;
            }
        }
    }

    /// A line without a colon is the empty one that ends the section; it is kept.
    private void ofName(int octet) {
        if (octet == '\n') {
            inField = false;
            place = Place.LINE;
            keep(name);
        } else if (octet == ':' || name.size() > LONGEST_NAME) {
            inField = true;
            place = Place.VALUE;
            keeps = isNamed(octet == ':') == (section.text() == Section.Text.HEADER_FIELDS);
            if (keeps) {
                keep(name);
            }
            name.reset();
        }
    }

    private boolean isNamed(boolean whole) {
        var written = name.toString(StandardCharsets.ISO_8859_1);
        return whole
                && section.fields().stream()
                        .anyMatch(wanted -> wanted.equalsIgnoreCase(
                                written.substring(0, written.length() - 1).stripTrailing()));
    }

    private void keep(ByteArrayOutputStream octets) {
        for (byte octet : octets.toByteArray()) {
            keep(octet);
        }
        octets.reset();
    }

    private void keep(int octet) {
        kept.write(octet);
        lastLine.take(octet);
    }

    /// Whether what was kept ends with an empty line.
    private static final class LastLine {
        private long length;
        private boolean onlyReturn;
        private boolean empty;

        void take(int octet) {
            if (octet == '\n') {
                empty = length == 0 || onlyReturn;
                length = 0;
                onlyReturn = false;
            } else {
                onlyReturn = length == 0 && octet == '\r';
                length++;
                empty = false;
            }
        }

        boolean isEmpty() {
            return empty;
        }
    }
}
