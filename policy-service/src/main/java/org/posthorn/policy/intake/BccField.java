package org.posthorn.policy.intake;

import java.util.List;

/// The Bcc field of the sender's copy (RFC 5322 §3.6.3): nobody else's octets have it.
final class BccField {
    private static final String NAME = "Bcc:";
    private static final int LINE = 76;

    private BccField() {}

    /// The field with its line break, folded; empty text when there was nobody.
    ///
    /// @param values addresses, or whole values of fields
    static String of(List<String> values) {
        var field = new StringBuilder();
        int column = 0;
        for (var value : values) {
            var clean = clean(value);
            if (clean.isEmpty()) {
                continue;
            }
            if (field.isEmpty()) {
                field.append(NAME);
                column = NAME.length();
            } else {
                field.append(',');
            }
            if (column + 1 + clean.length() > LINE && column > NAME.length()) {
                field.append("\r\n");
                column = 0;
            }
            field.append(' ').append(clean);
            column += 1 + clean.length();
        }
        return field.isEmpty() ? "" : field.append("\r\n").toString();
    }

    /// Without a field name and line breaks: no value can become a field of its own.
    private static String clean(String value) {
        var line = value.replaceAll("[\r\n]+[ \t]*", " ").strip();
        return line.regionMatches(true, 0, NAME, 0, NAME.length())
                ? line.substring(NAME.length()).strip()
                : line;
    }
}
