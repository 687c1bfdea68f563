package org.posthorn.testing;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/// The escapes of a transcript's client lines.
final class Escapes {
    private Escapes() {}

    static byte[] octets(String text) {
        var octets = new ByteArrayOutputStream(text.length());
        var from = 0;
        for (var at = text.indexOf('\\'); at >= 0; at = text.indexOf('\\', from)) {
            octets.writeBytes(text.substring(from, at).getBytes(StandardCharsets.UTF_8));
            from = at + escape(text, at, octets);
        }
        octets.writeBytes(text.substring(from).getBytes(StandardCharsets.UTF_8));
        return octets.toByteArray();
    }

    /// Writes the octet that the escape at this place stands for.
    ///
    /// @return the length of the escape
    private static int escape(String text, int at, ByteArrayOutputStream octets) {
        var kind = at + 1 < text.length() ? text.charAt(at + 1) : ' ';
        switch (kind) {
            case 'r' -> octets.write('\r');
            case 'n' -> octets.write('\n');
            case 't' -> octets.write('\t');
            case '0' -> octets.write(0);
            case '\\' -> octets.write('\\');
            case 'x' -> {
                octets.write(HexFormat.fromHexDigits(text, at + 2, at + 4));
                return 4;
            }
            default -> throw new IllegalArgumentException("unknown escape in a transcript: " + text);
        }
        return 2;
    }
}
