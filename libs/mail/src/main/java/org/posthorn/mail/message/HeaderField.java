package org.posthorn.mail.message;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.posthorn.mail.LineBreaks;

/// One field of a header section, as a range of the message's octets (RFC 5322 §2.2).
public final class HeaderField {
    private static final Charset FALLBACK = Charset.forName("windows-1252");

    private final byte[] content;
    private final int start;
    private final int nameEnd;
    private final int end;

    HeaderField(byte[] content, int start, int nameEnd, int end) {
        this.content = content;
        this.start = start;
        this.nameEnd = nameEnd;
        this.end = end;
    }

    /// The index of the field's first octet in the message.
    public int start() {
        return start;
    }

    /// The index behind the line break that ends the field.
    public int end() {
        return end;
    }

    /// The name as written, without the white space that old software puts before the colon.
    public String name() {
        int to = nameEnd;
        while (to > start && isSpace(content[to - 1])) {
            to--;
        }
        return new String(content, start, to - start, StandardCharsets.ISO_8859_1);
    }

    /// Whether the field has this name, in any case of letters.
    public boolean is(String name) {
        int length = name.length();
        if (nameEnd - start < length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            int a = content[start + i];
            int b = name.charAt(i);
            if (a != b && (lower(a) != lower(b))) {
                return false;
            }
        }
        for (int i = start + length; i < nameEnd; i++) {
            if (!isSpace(content[i])) {
                return false;
            }
        }
        return true;
    }

    /// The value unfolded and without white space around it; encoded words stay. Octets beyond ASCII are UTF-8
    /// (RFC 6532 §3.2), or else what old software sends: windows-1252.
    public String value() {
        return decode(content, nameEnd + 1, end);
    }

    /// The value as people read it, with its encoded words decoded (RFC 2047).
    public String text() {
        return EncodedWords.decode(value());
    }

    /// A copy of the field's octets with its line breaks.
    public byte[] octets() {
        return Arrays.copyOfRange(content, start, end);
    }

    @Override
    public String toString() {
        return name() + ": " + value();
    }

    private static String decode(byte[] content, int from, int to) {
        int start = from;
        int end = to;
        while (start < end && isSpaceOrBreak(content[start])) {
            start++;
        }
        while (end > start && isSpaceOrBreak(content[end - 1])) {
            end--;
        }
        var text = string(content, start, end);
        return LineBreaks.next(content, start, end) == end ? text : unfolded(text);
    }

    /// The text of octets whose charset nobody declared: UTF-8 when they are, else windows-1252.
    static String string(byte[] content, int from, int to) {
        if (LineBreaks.isSevenBit(content, from, to)) {
            return new String(content, from, to - from, StandardCharsets.ISO_8859_1);
        }
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(content, from, to - from))
                    .toString();
        } catch (CharacterCodingException _) {
            return new String(content, from, to - from, FALLBACK);
        }
    }

    private static String unfolded(String text) {
        var line = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c != '\r' && c != '\n') {
                line.append(c);
            }
        }
        return line.toString();
    }

    private static int lower(int c) {
        return c >= 'A' && c <= 'Z' ? c + 32 : c;
    }

    private static boolean isSpace(byte c) {
        return c == ' ' || c == '\t';
    }

    private static boolean isSpaceOrBreak(byte c) {
        return isSpace(c) || c == '\r' || c == '\n';
    }
}
