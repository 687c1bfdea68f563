package org.posthorn.mailauth.dkim;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The header section of a message as places in its octets: nothing is copied.
/// Only CRLF ends a line (RFC 5322 §2.2); a line that begins with a blank continues its field.
final class HeaderBlock {
    private final byte[] message;
    private final List<Field> fields;
    private final int bodyStart;

    private HeaderBlock(byte[] message, List<Field> fields, int bodyStart) {
        this.message = message;
        this.fields = fields;
        this.bodyStart = bodyStart;
    }

    static HeaderBlock of(byte[] message) {
        List<Field> fields = new ArrayList<>(32);
        var start = 0;
        while (start < message.length) {
            var end = lineEnd(message, start);
            if (end == start + 2 && message[start] == '\r') {
                return new HeaderBlock(message, fields, end);
            }
            while (end < message.length && isBlank(message[end])) {
                end = lineEnd(message, end);
            }
            fields.add(field(message, start, end));
            start = end;
        }
        return new HeaderBlock(message, fields, message.length);
    }

    List<Field> fields() {
        return fields;
    }

    byte[] octets() {
        return message;
    }

    /// The value as it stands, folds and all, one character per octet.
    String value(Field field) {
        return new String(message, field.colon() + 1, field.end() - field.colon() - 1, StandardCharsets.ISO_8859_1);
    }

    /// Where the body begins; the length of the message when there is none.
    int bodyStart() {
        return bodyStart;
    }

    boolean isNamed(Field field, String lowerCaseName) {
        var length = field.nameEnd() - field.start();
        if (length != lowerCaseName.length()) {
            return false;
        }
        for (var i = 0; i < length; i++) {
            if (lower(message[field.start() + i]) != lowerCaseName.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    static byte lower(byte b) {
        return b >= 'A' && b <= 'Z' ? (byte) (b + 32) : b;
    }

    static boolean isBlank(byte b) {
        return b == ' ' || b == '\t';
    }

    private static Field field(byte[] message, int start, int end) {
        var colon = start;
        while (colon < end && message[colon] != ':') {
            colon++;
        }
        if (colon == end) {
            return new Field(start, start, start, end);
        }
        var nameEnd = colon;
        while (nameEnd > start && isBlank(message[nameEnd - 1])) {
            nameEnd--;
        }
        return new Field(start, nameEnd, colon, end);
    }

    private static int lineEnd(byte[] message, int from) {
        for (var i = from; i + 1 < message.length; i++) {
            if (message[i] == '\r' && message[i + 1] == '\n') {
                return i + 2;
            }
        }
        return message.length;
    }

    /// One field: name `[start, nameEnd)`, value `(colon, end)` with its line end. A line without a
    /// colon has an empty name and so is never signed.
    record Field(int start, int nameEnd, int colon, int end) {}
}
