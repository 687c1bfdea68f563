package org.posthorn.mailbox.imap.grammar;

import java.util.List;

/// Which octets of a message `BODY[...]` means (RFC 9051 §6.4.5.1).
///
/// @param part   the numbers with dots between; empty is the whole message
/// @param fields of `HEADER.FIELDS` and `HEADER.FIELDS.NOT`, as the client wrote them
public record Section(String part, Text text, List<String> fields) {
    /// What of the part.
    public enum Text {
        WHOLE(""),
        HEADER("HEADER"),
        HEADER_FIELDS("HEADER.FIELDS"),
        HEADER_FIELDS_NOT("HEADER.FIELDS.NOT"),
        TEXT("TEXT"),
        MIME("MIME");

        private final String word;

        Text(String word) {
            this.word = word;
        }

        public String word() {
            return word;
        }
    }

    public static final Section EVERYTHING = new Section("", Text.WHOLE, List.of());
    public static final Section HEADER = new Section("", Text.HEADER, List.of());
    public static final Section TEXT = new Section("", Text.TEXT, List.of());

    /// Whether the header section of the message is enough to answer it.
    public boolean isInHeader() {
        return part.isEmpty() && (text == Text.HEADER || isOfFields());
    }

    /// Whether it is some fields of a header section.
    public boolean isOfFields() {
        return text == Text.HEADER_FIELDS || text == Text.HEADER_FIELDS_NOT;
    }
}
