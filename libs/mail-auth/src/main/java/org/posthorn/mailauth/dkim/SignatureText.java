package org.posthorn.mailauth.dkim;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/// How the fields of signatures are written: relaxed, folded at 76 columns.
final class SignatureText {
    private static final int LINE = 76;

    private SignatureText() {}

    /// The items of an `h=` tag.
    static String names(List<String> names) {
        var list = new StringBuilder(256);
        var column = 10;
        for (var i = 0; i < names.size(); i++) {
            var name = names.get(i);
            if (column + name.length() + 1 > LINE) {
                list.append("\r\n\t ");
                column = 9;
            }
            list.append(name).append(i + 1 < names.size() ? ":" : "");
            column += name.length() + 1;
        }
        return list.toString();
    }

    /// The whole field with its line end: what it begins with, up to `b=`, and the signature over
    /// `signed` and that.
    static String complete(String opening, KeyInUse key, ByteArrayOutputStream signed) {
        var octets = opening.getBytes(StandardCharsets.US_ASCII);
        var canonical = new ByteArrayOutputStream(octets.length);
        Canonicalization.RELAXED.header(octets, HeaderBlock.of(octets).fields().getFirst(), canonical);
        var signature = key.sign(signed.toByteArray(), canonical.toByteArray(), canonical.size() - 2);
        return opening + folded(signature);
    }

    private static String folded(byte[] signature) {
        var text = Base64.getEncoder().encodeToString(signature);
        var lines = new StringBuilder(text.length() + 32);
        for (var at = 0; at < text.length(); at += LINE - 4) {
            lines.append(at == 0 ? "" : "\r\n\t ").append(text, at, Math.min(text.length(), at + LINE - 4));
        }
        return lines.append("\r\n").toString();
    }
}
