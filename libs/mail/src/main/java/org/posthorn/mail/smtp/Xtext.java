package org.posthorn.mail.smtp;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Locale;
import org.posthorn.mail.Parsed;

/// The encoding of parameter values that may hold any character (RFC 3461 §4), and of internationalised addresses
/// (`utf-8-addr-xtext`, RFC 6533 §3).
public final class Xtext {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private Xtext() {}

    /// Encodes printable ASCII; other characters become `\x{…}`, which only RFC 6533 readers know.
    public static String encode(String text) {
        var encoded = new StringBuilder(text.length() + 8);
        text.codePoints().forEach(c -> {
            if (c >= 0x7F) {
                encoded.append("\\x{")
                        .append(Integer.toHexString(c).toUpperCase(Locale.ROOT))
                        .append('}');
            } else if (c < 0x21 || c == '+' || c == '=' || c == '\\') {
                encoded.append('+').append(HEX.toHexDigits((byte) c));
            } else {
                encoded.append((char) c);
            }
        });
        return encoded.toString();
    }

    /// Decodes xtext and embedded `\x{…}`; characters beyond ASCII stand for themselves (RFC 6533 §3,
    /// `utf-8-addr-unitext`).
    public static Parsed<String> decode(String encoded) {
        if (encoded.indexOf('+') < 0 && encoded.indexOf('\\') < 0) {
            return Parsed.ok(encoded);
        }
        var text = new StringBuilder(encoded.length());
        int i = 0;
        while (i < encoded.length()) {
            char c = encoded.charAt(i);
            if (c == '+') {
                int value = hex(encoded, i + 1, i + 3);
                if (value < 0) {
                    return Parsed.malformed("A plus sign in xtext is followed by two hexadecimal digits");
                }
                text.append((char) value);
                i += 3;
            } else if (c == '\\' && encoded.startsWith("\\x{", i)) {
                int end = encoded.indexOf('}', i);
                int value = end < 0 ? -1 : hex(encoded, i + 3, end);
                if (value < 0 || !Character.isValidCodePoint(value)) {
                    return Parsed.malformed("An embedded character in xtext is malformed");
                }
                text.appendCodePoint(value);
                i = end + 1;
            } else {
                text.append(c);
                i++;
            }
        }
        return Parsed.ok(text.toString());
    }

    /// Whether only a server with SMTPUTF8 can take the text.
    static boolean isAscii(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length == text.length();
    }

    private static int hex(String text, int from, int to) {
        if (to > text.length() || from >= to || to - from > 6) {
            return -1;
        }
        for (int i = from; i < to; i++) {
            if (!HexFormat.isHexDigit(text.charAt(i))) {
                return -1;
            }
        }
        return HexFormat.fromHexDigits(text, from, to);
    }
}
