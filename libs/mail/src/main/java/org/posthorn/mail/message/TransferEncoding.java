package org.posthorn.mail.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/// Content transfer encodings (RFC 2045 §6). Decoding takes what it can from broken input, as every mail client does.
public final class TransferEncoding {
    private static final int LINE = 76;
    private static final byte[] HEX = "0123456789ABCDEF".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] BASE64 = base64Values();

    private TransferEncoding() {}

    /// The octets meant by `[from, to)` in the encoding of that name; unknown names decode to the octets themselves.
    public static byte[] decode(byte[] content, int from, int to, String encoding) {
        return switch (name(encoding)) {
            case "base64" -> decodeBase64(content, from, to);
            case "quoted-printable" -> decodeQuotedPrintable(content, from, to);
            default -> Arrays.copyOfRange(content, from, to);
        };
    }

    /// Whether the octets in the encoding of that name are not themselves those that are meant.
    public static boolean alters(String encoding) {
        return name(encoding).equals("base64") || name(encoding).equals("quoted-printable");
    }

    static String name(String encoding) {
        return encoding.strip().toLowerCase(Locale.ROOT);
    }

    static byte[] decodeBase64(String text) {
        var octets = text.getBytes(StandardCharsets.ISO_8859_1);
        return decodeBase64(octets, 0, octets.length);
    }

    static byte[] decodeBase64(byte[] content, int from, int to) {
        return new Base64Run().decode(content, from, to);
    }

    /// Octets in base64 that come one after the other. Skips what is not in the alphabet and ends at the
    /// padding; padding in the middle begins a new run, as in files that were joined.
    static final class Base64Run {
        private int bits;
        private int held;

        byte[] decode(byte[] content, int from, int to) {
            var decoded = new byte[(int) ((to - from) * 3L / 4) + 3];
            int length = 0;
            for (int i = from; i < to; i++) {
                int value = BASE64[content[i] & 0xFF];
                if (value < 0) {
                    if (content[i] == '=') {
                        bits = 0;
                        held = 0;
                    }
                    continue;
                }
                bits = (bits << 6) | value;
                held += 6;
                if (held >= 8) {
                    held -= 8;
                    decoded[length++] = (byte) (bits >> held);
                }
            }
            return Arrays.copyOf(decoded, length);
        }
    }

    static byte[] decodeQuotedPrintable(byte[] content, int from, int to) {
        var decoded = new byte[to - from];
        int length = 0;
        int quoted = 0;
        int i = from;
        while (i < to) {
            byte c = content[i];
            if (c == '=') {
                int soft = softBreakEnd(content, i + 1, to);
                if (soft > 0) {
                    // White space before a soft line break was meant (RFC 2045 §6.7 (3)).
                    quoted = length;
                    i = soft;
                    continue;
                }
                if (i + 2 < to && isHex(content[i + 1]) && isHex(content[i + 2])) {
                    decoded[length++] = (byte)
                            (HexFormat.fromHexDigit(content[i + 1]) << 4 | HexFormat.fromHexDigit(content[i + 2]));
                    quoted = length;
                    i += 3;
                    continue;
                }
            } else if (c == '\r' || c == '\n') {
                // White space before a line break was added on the way (RFC 2045 §6.7 (3)).
                while (length > quoted && (decoded[length - 1] == ' ' || decoded[length - 1] == '\t')) {
                    length--;
                }
            }
            decoded[length++] = c;
            i++;
        }
        return Arrays.copyOf(decoded, length);
    }

    /// Base64 in lines of 76 characters, each with its CRLF.
    static void encodeBase64(byte[] octets, ByteArrayOutputStream output) {
        if (octets.length > 0) {
            output.writeBytes(Base64.getMimeEncoder().encode(octets));
            output.write('\r');
            output.write('\n');
        }
    }

    /// Quoted-printable of text whose lines end with CRLF, in lines of at most 76 characters.
    static void encodeQuotedPrintable(byte[] text, ByteArrayOutputStream output) {
        int column = 0;
        for (int i = 0; i < text.length; i++) {
            byte c = text[i];
            if (c == '\r' && i + 1 < text.length && text[i + 1] == '\n') {
                output.write('\r');
                output.write('\n');
                i++;
                column = 0;
                continue;
            }
            boolean endsLine = i + 1 == text.length || text[i + 1] == '\r';
            boolean literal = (c > ' ' && c < 0x7F && c != '=') || ((c == ' ' || c == '\t') && !endsLine);
            // A dot or "From " at the start of a line is changed by some servers; quoted, it survives.
            if (column == 0 && (c == '.' || c == 'F')) {
                literal = false;
            }
            int width = literal ? 1 : 3;
            if (column + width > LINE - 1) {
                output.writeBytes(new byte[] {'=', '\r', '\n'});
                column = 0;
            }
            if (literal) {
                output.write(c);
            } else {
                output.write('=');
                output.write(HEX[(c >> 4) & 0xF]);
                output.write(HEX[c & 0xF]);
            }
            column += width;
        }
    }

    private static int softBreakEnd(byte[] content, int from, int to) {
        int i = from;
        while (i < to && (content[i] == ' ' || content[i] == '\t')) {
            i++;
        }
        if (i == to) {
            return to;
        }
        if (content[i] == '\n') {
            return i + 1;
        }
        return content[i] == '\r' && i + 1 < to && content[i + 1] == '\n' ? i + 2 : -1;
    }

    private static boolean isHex(byte c) {
        return HexFormat.isHexDigit(c);
    }

    private static byte[] base64Values() {
        var values = new byte[256];
        Arrays.fill(values, (byte) -1);
        var alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
        for (int i = 0; i < alphabet.length(); i++) {
            values[alphabet.charAt(i)] = (byte) i;
        }
        return values;
    }
}
