package org.posthorn.mail.message;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.posthorn.mail.LineBreaks;

/// Converts a message to 7-bit octets for a server without 8BITMIME (RFC 6152 §3): text in
/// quoted-printable, all else in base64, part by part; what is 7-bit already stays octet for octet. An
/// embedded message is converted from the inside, since it must not be encoded itself (RFC 2046 §5.2.1).
public final class SevenBit {
    private static final String ENCODING = "Content-Transfer-Encoding";

    private final byte[] message;
    private final ByteArrayOutputStream converted;

    private SevenBit(byte[] message) {
        this.message = message;
        this.converted = new ByteArrayOutputStream(message.length + message.length / 8);
    }

    /// The message in 7-bit octets; empty where that cannot be done, as with 8-bit octets in a header
    /// section (RFC 6532).
    public static Optional<byte[]> of(byte[] message) {
        if (LineBreaks.isSevenBit(message, 0, message.length)) {
            return Optional.of(message);
        }
        var octets = new SevenBit(message).convert();
        return LineBreaks.isSevenBit(octets, 0, octets.length) ? Optional.of(octets) : Optional.empty();
    }

    private byte[] convert() {
        var structure = MimeStructure.of(message);
        if (!structure.header().has("MIME-Version")) {
            line("MIME-Version: 1.0");
        }
        if (!structure.header().has("Content-Type")) {
            // Who wrote 8-bit text without saying in which character set gets the name for that (RFC 1428 §3).
            line("Content-Type: text/plain; charset=unknown-8bit");
        }
        part(structure.root());
        copy(structure.root().bodyEnd(), message.length);
        return converted.toByteArray();
    }

    private void part(Part part) {
        if (LineBreaks.isSevenBit(message, part.headerStart(), part.bodyEnd())) {
            copy(part.headerStart(), part.bodyEnd());
        } else if (part.type().isMultipart() || part.type().isMessage()) {
            header(part, "7bit");
            int from = part.bodyStart();
            for (var child : part.children()) {
                copy(from, child.headerStart());
                part(child);
                from = child.bodyEnd();
            }
            copy(from, part.bodyEnd());
        } else {
            leaf(part);
        }
    }

    private void leaf(Part part) {
        var body = Arrays.copyOfRange(message, part.bodyStart(), part.bodyEnd());
        if (part.type().isText()) {
            header(part, "quoted-printable");
            TransferEncoding.encodeQuotedPrintable(body, converted);
        } else {
            header(part, "base64");
            TransferEncoding.encodeBase64(body, converted);
        }
    }

    private void header(Part part, String encoding) {
        line(ENCODING + ": " + encoding);
        var header = HeaderSection.of(message, part.headerStart(), part.bodyStart());
        converted.writeBytes(header.octetsWithout(field -> field.is(ENCODING)));
    }

    private void copy(int from, int to) {
        converted.write(message, from, to - from);
    }

    private void line(String line) {
        converted.writeBytes((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
    }
}
