package org.posthorn.mailbox.imap.wire;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/// Writes responses. What is written gathers in a buffer that exists only while there is something in it, so that a
/// connection that waits costs nothing; a full buffer goes out at once, so that a client that reads slowly slows us
/// down instead of filling memory.
public final class ResponseWriter {
    private static final int BUFFER = 16 * 1024;
    private static final byte[] NOTHING = new byte[0];

    private OutputStream output;
    private byte[] buffer = NOTHING;
    private int length;
    private boolean utf8;
    /// Whether something went out since the last flush.
    private boolean sent;
    /// Nanoseconds.
    private long waited;

    public ResponseWriter(OutputStream output) {
        this.output = output;
    }

    /// Writes on to another stream, as after STARTTLS.
    public void switchTo(OutputStream stream) {
        output = stream;
    }

    /// From now on quoted strings may have UTF-8 in them (RFC 6855 §3, RFC 9051 §4.3).
    public void allowUtf8() {
        utf8 = true;
    }

    public boolean isUtf8() {
        return utf8;
    }

    /// Text of the protocol itself.
    public ResponseWriter text(String text) throws IOException {
        for (int i = 0; i < text.length(); i++) {
            octet((byte) text.charAt(i));
        }
        return this;
    }

    public ResponseWriter octet(byte octet) throws IOException {
        if (length == buffer.length) {
            grow();
        }
        buffer[length++] = octet;
        return this;
    }

    public ResponseWriter number(long number) throws IOException {
        return text(Long.toString(number));
    }

    public ResponseWriter octets(byte[] octets, int from, int to) throws IOException {
        int count = to - from;
        if (count > buffer.length - length) {
            if (count >= BUFFER) {
                send();
                write(octets, from, count);
                return this;
            }
            growFor(count);
        }
        System.arraycopy(octets, from, buffer, length, count);
        length += count;
        return this;
    }

    /// Octets as they are, as a literal.
    public ResponseWriter literal(byte[] octets, int from, int to) throws IOException {
        return text("{").number(to - from).text("}\r\n").octets(octets, from, to);
    }

    /// A text from a message or a user: quoted when it may be, else a literal (RFC 9051 §4.3).
    public ResponseWriter string(String value) throws IOException {
        if (isQuotable(value)) {
            var plain = value.indexOf('"') < 0 && value.indexOf('\\') < 0 ? value : escaped(value);
            var octets = plain.getBytes(StandardCharsets.ISO_8859_1);
            return text("\"").octets(octets, 0, octets.length).text("\"");
        }
        var octets = value.getBytes(StandardCharsets.UTF_8);
        if (utf8 && value.chars().allMatch(c -> c >= ' ' && c != 0x7F) && octets.length <= 1_000) {
            var escaped = escaped(value).getBytes(StandardCharsets.UTF_8);
            return text("\"").octets(escaped, 0, escaped.length).text("\"");
        }
        return literal(octets, 0, octets.length);
    }

    private static String escaped(String value) {
        return value.replace("\\", "\\\\").replace("\"", "\\\"");
    }

    public ResponseWriter nstring(Optional<String> value) throws IOException {
        return value.isPresent() ? string(value.get()) : text("NIL");
    }

    /// Ends a response.
    public void end() throws IOException {
        octet((byte) '\r');
        octet((byte) '\n');
    }

    /// A whole untagged response.
    public void untagged(String response) throws IOException {
        text("* ").text(response).end();
    }

    /// Sends what has gathered and gives the buffer up.
    public void flush() throws IOException {
        send();
        // a compressed stream says something even when there is nothing to say, and mbsync takes that for a line
        if (sent) {
            output.flush();
            sent = false;
        }
        buffer = NOTHING;
    }

    /// Ends with octets that are there already: nothing is allocated, since there may be no memory.
    public void last(byte[] line) throws IOException {
        send();
        output.write(line);
        output.flush();
    }

    private void send() throws IOException {
        if (length > 0) {
            int count = length;
            length = 0;
            write(buffer, 0, count);
        }
    }

    private void write(byte[] octets, int from, int count) throws IOException {
        long began = System.nanoTime();
        output.write(octets, from, count);
        waited += System.nanoTime() - began;
        sent = true;
    }

    /// How long clients have kept us waiting until they read, in nanoseconds; it only grows.
    public long waited() {
        return waited;
    }

    private void grow() throws IOException {
        growFor(1);
    }

    private void growFor(int more) throws IOException {
        if (length + more > BUFFER) {
            send();
        }
        if (length + more > buffer.length) {
            buffer = Arrays.copyOf(buffer, Math.clamp(Math.max(512, (length + more) * 2L), 512, BUFFER));
        }
    }

    private static boolean isQuotable(String value) {
        if (value.length() > 1_000) {
            return false;
        }
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c < ' ' || c >= 0x7F) {
                return false;
            }
        }
        return true;
    }
}
