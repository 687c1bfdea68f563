package org.posthorn.mail.message;

import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;

/// Turns octets with a declared charset into text, the way web browsers read the labels (WHATWG Encoding): Latin-1 and
/// ASCII
/// mean windows-1252, GB2312 means GB18030. An unknown label is tried as UTF-8.
final class Charsets {
    private static final Charset WINDOWS_1252 = Charset.forName("windows-1252");

    private Charsets() {}

    static String decode(byte[] octets, int from, int to, String label) {
        return switch (label.strip().toLowerCase(Locale.ROOT)) {
            case "utf-8", "utf8" -> new String(octets, from, to - from, StandardCharsets.UTF_8);
            case "", "us-ascii", "ascii", "unknown-8bit", "x-unknown" -> HeaderField.string(octets, from, to);
            case "iso-8859-1", "latin1", "iso8859-1" -> new String(octets, from, to - from, WINDOWS_1252);
            case "gb2312", "gbk" -> decodeNamed(octets, from, to, "gb18030");
            case "ks_c_5601-1987" -> decodeNamed(octets, from, to, "x-windows-949");
            case "iso-8859-8-i" -> decodeNamed(octets, from, to, "iso-8859-8");
            default -> decodeNamed(octets, from, to, label.strip());
        };
    }

    static String decode(byte[] octets, String label) {
        return decode(octets, 0, octets.length, label);
    }

    private static String decodeNamed(byte[] octets, int from, int to, String name) {
        try {
            return new String(octets, from, to - from, Charset.forName(name));
        } catch (IllegalCharsetNameException | UnsupportedCharsetException _) {
            return HeaderField.string(octets, from, to);
        }
    }
}
