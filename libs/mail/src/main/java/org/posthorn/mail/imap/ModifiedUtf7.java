package org.posthorn.mail.imap;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// Mailbox names of IMAP4rev1 (RFC 3501 §5.1.3): what is not ASCII stands as base 64 of UTF-16 between `&`
/// and `-`.
public final class ModifiedUtf7 {
    private ModifiedUtf7() {}

    public static String encode(String name) {
        var out = new StringBuilder(name.length() + 8);
        int i = 0;
        while (i < name.length()) {
            char c = name.charAt(i);
            if (isPlain(c)) {
                out.append(c == '&' ? "&-" : String.valueOf(c));
                i++;
                continue;
            }
            int end = i;
            while (end < name.length() && !isPlain(name.charAt(end))) {
                end++;
            }
            var utf16 = name.substring(i, end).getBytes(StandardCharsets.UTF_16BE);
            var base64 = Base64.getEncoder().withoutPadding().encodeToString(utf16);
            out.append('&').append(base64.replace('/', ',')).append('-');
            i = end;
        }
        return out.toString();
    }

    /// What is malformed stays as it is: then it is UTF-8, which clients write too.
    public static String decode(String name) {
        int amp = name.indexOf('&');
        if (amp < 0) {
            return name;
        }
        var out = new StringBuilder(name.length());
        int from = 0;
        while (amp >= 0) {
            int end = name.indexOf('-', amp);
            if (end < 0) {
                return name;
            }
            out.append(name, from, amp);
            var shifted = name.substring(amp + 1, end);
            try {
                out.append(shifted.isEmpty() ? "&" : utf16(shifted));
            } catch (IllegalArgumentException e) {
                return name;
            }
            from = end + 1;
            amp = name.indexOf('&', from);
        }
        return out.append(name, from, name.length()).toString();
    }

    private static String utf16(String base64) {
        var octets = Base64.getDecoder().decode(base64.replace(',', '/'));
        if (octets.length == 0 || octets.length % 2 != 0) {
            throw new IllegalArgumentException("half a character");
        }
        return StandardCharsets.UTF_16BE.decode(ByteBuffer.wrap(octets)).toString();
    }

    private static boolean isPlain(char c) {
        return c >= 0x20 && c <= 0x7E;
    }
}
