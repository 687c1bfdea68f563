package org.posthorn.mailctl.transfer;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Reads the messages of an mbox, one after another: a line `From ` behind an empty line begins the next,
/// and `>From ` in a message was `From ` (mboxrd: one `>` less, however many there are). Line ends are LF
/// or CRLF.
final class MboxReader {
    private static final byte[] FROM = "From ".getBytes(StandardCharsets.US_ASCII);
    private static final int LONGEST_LINE = 1 << 20;

    private final InputStream in;
    private final int largest;
    private long position;
    /// The line `From ` of the message that is next.
    private byte @Nullable [] separator;

    /// A message as it stands in the file.
    ///
    /// @param separator the line `From ` above it, without its end
    /// @param octets    null when it is too large
    record Message(String separator, byte @Nullable [] octets) {}

    /// @param in      buffered
    /// @param largest how many octets a message may have
    MboxReader(InputStream in, int largest) throws IOException {
        this.in = in;
        this.largest = largest;
        byte[] line = line();
        while (line != null && isBlank(line)) {
            line = line();
        }
        if (line != null && !isFrom(line)) {
            throw new IOException("it is no mbox: its first line does not begin with \"From \"");
        }
        separator = line;
    }

    /// How many octets were read.
    long position() {
        return position;
    }

    Optional<Message> next() throws IOException {
        var above = separator;
        if (above == null) {
            return Optional.empty();
        }
        var octets = new ByteArrayOutputStream(4096);
        byte[] empty = null;
        boolean tooLarge = false;
        boolean headerEnded = false;
        byte[] line = line();
        while (line != null && !(isFrom(line) && (empty != null || octets.size() == 0))) {
            if (empty != null) {
                octets.write(empty);
                empty = null;
                headerEnded = true;
            }
            if (isBlank(line)) {
                empty = line;
            } else {
                octets.write(unquoted(line));
            }
            if (octets.size() > largest) {
                tooLarge = true;
                octets.reset();
                octets.write('\n');
            }
            line = line();
        }
        separator = line;
        // the empty line above the next separator belongs to the format; without a body it ends the header section
        if (empty != null && !headerEnded) {
            octets.write(empty);
        }
        var text = new String(above, StandardCharsets.ISO_8859_1).strip();
        return Optional.of(new Message(text, tooLarge ? null : octets.toByteArray()));
    }

    private static boolean isFrom(byte[] line) {
        return startsWith(line, FROM, 0);
    }

    private static boolean isBlank(byte[] line) {
        return line[0] == '\n' || (line.length == 2 && line[0] == '\r' && line[1] == '\n');
    }

    private static byte[] unquoted(byte[] line) {
        int quotes = 0;
        while (quotes < line.length && line[quotes] == '>') {
            quotes++;
        }
        return quotes > 0 && startsWith(line, FROM, quotes) ? Arrays.copyOfRange(line, 1, line.length) : line;
    }

    private static boolean startsWith(byte[] line, byte[] prefix, int at) {
        return line.length >= at + prefix.length
                && Arrays.equals(line, at, at + prefix.length, prefix, 0, prefix.length);
    }

    /// A line with its end, or a piece of one that is very long; null at the end of the file.
    private byte @Nullable [] line() throws IOException {
        var line = new ByteArrayOutputStream(120);
        int octet = in.read();
        while (octet >= 0) {
            position++;
            line.write(octet);
            if (octet == '\n' || line.size() == LONGEST_LINE) {
                break;
            }
            octet = in.read();
        }
        return line.size() == 0 ? null : line.toByteArray();
    }
}
