package org.posthorn.mailauth.dkim;

import java.io.ByteArrayOutputStream;
import java.util.Locale;
import java.util.Optional;

/// How much a message may change on its way without breaking a signature (RFC 6376 §3.4).
enum Canonicalization {
    SIMPLE,
    RELAXED;

    static Optional<Canonicalization> ofTag(String tag) {
        return switch (tag.strip().toLowerCase(Locale.ROOT)) {
            case "simple" -> Optional.of(SIMPLE);
            case "relaxed" -> Optional.of(RELAXED);
            default -> Optional.empty();
        };
    }

    /// Appends one field, with its line end (RFC 6376 §3.4.1, §3.4.2).
    void header(byte[] octets, HeaderBlock.Field field, ByteArrayOutputStream out) {
        switch (this) {
            case SIMPLE -> out.write(octets, field.start(), field.end() - field.start());
            case RELAXED -> relaxed(octets, field, out);
        }
    }

    private static void relaxed(byte[] octets, HeaderBlock.Field field, ByteArrayOutputStream out) {
        for (var i = field.start(); i < field.nameEnd(); i++) {
            out.write(HeaderBlock.lower(octets[i]));
        }
        out.write(':');
        var pendingBlank = false;
        var wroteValue = false;
        for (var i = field.colon() + 1; i < field.end(); i++) {
            var b = octets[i];
            if (HeaderBlock.isBlank(b)) {
                pendingBlank = true;
            } else if (b != '\r' && b != '\n') {
                if (pendingBlank && wroteValue) {
                    out.write(' ');
                }
                pendingBlank = false;
                wroteValue = true;
                out.write(b);
            }
        }
        out.write('\r');
        out.write('\n');
    }
}
