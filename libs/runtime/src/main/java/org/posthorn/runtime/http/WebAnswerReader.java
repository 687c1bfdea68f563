package org.posthorn.runtime.http;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;

/// Reads the answer to one request on a connection that ends with it (RFC 9112).
final class WebAnswerReader {
    private static final int LONGEST_LINE = 8 * 1024;
    private static final int MOST_LINES = 200;
    private static final int MOST_CHUNKS = 100_000;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] ([1-5][0-9]{2})( .*)?");
    private static final Pattern LENGTH = Pattern.compile("[0-9]{1,10}");
    private static final Pattern CHUNK = Pattern.compile("([0-9A-Fa-f]{1,7})[ \t]*(;.*)?");

    private final InputStream input;
    private final int largest;

    WebAnswerReader(InputStream input, int largest) {
        this.input = input;
        this.largest = largest;
    }

    WebAnswer whole() throws IOException {
        var head = head();
        return new WebAnswer(head.status(), head.fields(), body(head));
    }

    WebAnswer head() throws IOException {
        int lines = 0;
        while (true) {
            var status = STATUS.matcher(line());
            if (!status.matches()) {
                throw new IOException("the answer is not HTTP/1.1");
            }
            Map<String, String> fields = new HashMap<>();
            for (var line = line(); !line.isEmpty(); line = line()) {
                if (++lines > MOST_LINES) {
                    throw new IOException("the answer's header is too large");
                }
                put(line, fields);
            }
            int code = Integer.parseInt(status.group(1));
            // An interim answer is followed by another one (RFC 9110 §15.2).
            if (code >= 200) {
                return new WebAnswer(code, fields, new byte[0]);
            }
            lines++;
        }
    }

    private static void put(String line, Map<String, String> fields) throws IOException {
        int colon = line.indexOf(':');
        if (colon <= 0) {
            throw new IOException("the answer has a header field without a name");
        }
        fields.put(
                line.substring(0, colon).toLowerCase(Locale.ROOT),
                line.substring(colon + 1).strip());
    }

    /// RFC 9112 §6.3: chunks, else so many octets, else up to the end of the connection.
    private byte[] body(WebAnswer head) throws IOException {
        var coding = head.field("Transfer-Encoding");
        var length = head.field("Content-Length");
        if (coding.isPresent()) {
            if (!coding.get().equalsIgnoreCase("chunked")) {
                throw new IOException("the answer is encoded as " + coding.get());
            }
            return chunks();
        }
        if (length.isEmpty()) {
            return bounded(input.readNBytes(largest + 1));
        }
        if (!LENGTH.matcher(length.get()).matches()) {
            throw new IOException("the answer has no length that can be read");
        }
        return octets(Long.parseLong(length.get()), 0);
    }

    private byte[] chunks() throws IOException {
        var body = new ByteArrayOutputStream();
        for (int chunk = 0; chunk < MOST_CHUNKS; chunk++) {
            var size = CHUNK.matcher(line());
            if (!size.matches()) {
                throw new IOException("the answer has a chunk without a size");
            }
            int octets = Integer.parseInt(size.group(1), 16);
            if (octets == 0) {
                return body.toByteArray();
            }
            body.writeBytes(octets(octets, body.size()));
            if (!line().isEmpty()) {
                throw new IOException("the answer's chunks are not as long as they say");
            }
        }
        throw new IOException("the answer has too many chunks");
    }

    private byte[] octets(long count, int before) throws IOException {
        if (count > largest - before) {
            throw tooLarge();
        }
        var octets = input.readNBytes((int) count);
        if (octets.length < count) {
            throw early();
        }
        return octets;
    }

    private byte[] bounded(byte[] octets) throws IOException {
        if (octets.length > largest) {
            throw tooLarge();
        }
        return octets;
    }

    /// Ends with CRLF, or LF alone as some servers have it (RFC 9112 §2.2).
    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int octet = input.read(); octet != '\n'; octet = input.read()) {
            if (octet < 0) {
                throw early();
            }
            if (line.size() >= LONGEST_LINE) {
                throw new IOException("the answer has a line that is too long");
            }
            line.write(octet);
        }
        var text = line.toString(StandardCharsets.ISO_8859_1);
        return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
    }

    private IOException tooLarge() {
        return new IOException("the answer has more than " + largest + " octets");
    }

    private static IOException early() {
        return new EOFException("the answer ended early");
    }
}
