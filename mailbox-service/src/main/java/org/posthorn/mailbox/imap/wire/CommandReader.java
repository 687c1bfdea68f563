package org.posthorn.mailbox.imap.wire;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.posthorn.mailbox.imap.grammar.CommandParser;
import org.posthorn.mailbox.imap.grammar.RawCommand;

/// Reads commands, line by line and literal by literal (RFC 9051 §4.3, RFC 7888). The buffer is small, since thousands
/// of connections wait in it; a literal grows as its octets come and not as the client promises.
public final class CommandReader {
    private static final int BUFFER = 1024;
    private static final int CHUNK = 64 * 1024;
    private static final int LONGEST_NAME = 14;
    private static final Pattern BRINGS_MESSAGE =
            Pattern.compile(" (APPEND|REPLACE|UID REPLACE) ", Pattern.CASE_INSENSITIVE);
    private static final byte[] NOTHING = new byte[0];
    /// A literal takes at most about so many times what has come of it, and while it grows this part beyond its size.
    private static final int GROWTH = 8;
    /// What is read past a limit, so that a client that sends on learns what was wrong.
    private static final long MOST_DROPPED = 1L << 20;

    /// Who decides whether a literal is taken, and asks the client for it.
    public interface Gate {
        /// Whether there is room for a literal that is within the limits.
        boolean admits(long octets) throws IOException;

        /// Asks the client to go on (RFC 9051 §7.6).
        void ask() throws IOException;
    }

    /// How a line ended.
    private enum Line {
        WHOLE,
        TOO_LONG,
        END
    }

    /// How a line announces a literal.
    private record Announced(long length, boolean waits) {}

    private InputStream input;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;

    /// The command so far; given up when it was read.
    private byte[] text = NOTHING;

    private int length;

    public CommandReader(InputStream input) {
        this.input = input;
    }

    /// Reads on from another stream, as after STARTTLS; what came in clear is thrown away (RFC 9051 §11.1).
    public void switchTo(InputStream stream) {
        input = stream;
        position = 0;
        limit = 0;
    }

    /// Whether more input is at hand: a client that pipelines.
    public boolean hasMore() {
        return position < limit;
    }

    /// A line by itself: `DONE`, or an answer of SASL. Empty at the end, or when the line is too long.
    public Optional<String> line(int longest) throws IOException {
        length = 0;
        var outcome = readLine(longest);
        var line = new String(text, 0, length, StandardCharsets.UTF_8);
        text = NOTHING;
        return outcome == Line.WHOLE ? Optional.of(line) : Optional.empty();
    }

    /// Reads a command.
    public Incoming next(ReadLimits limits, Gate gate) throws IOException {
        length = 0;
        try {
            return readCommand(limits, gate);
        } finally {
            text = NOTHING;
        }
    }

    private Incoming readCommand(ReadLimits limits, Gate gate) throws IOException {
        List<byte[]> literals = new ArrayList<>(1);
        long held = 0;
        while (true) {
            int start = length;
            var outcome = readLine(limits.line() - length);
            if (outcome != Line.WHOLE) {
                return outcome == Line.END ? new Incoming.End(false) : dropLine();
            }
            var announced = announced(start);
            if (announced == null) {
                return new Incoming.Whole(new RawCommand(Arrays.copyOf(text, length), literals));
            }
            long allowed = isAppend() ? limits.appendLiteral() : limits.literals();
            if (held + announced.length() > allowed) {
                return dropLiteral(announced, Incoming.Limit.LITERAL);
            }
            if (!gate.admits(announced.length())) {
                return dropLiteral(announced, Incoming.Limit.ROOM);
            }
            if (announced.waits()) {
                gate.ask();
            }
            var literal = readLiteral((int) announced.length());
            if (literal == null) {
                return new Incoming.End(false);
            }
            held += literal.length;
            literals.add(literal);
            append((byte) '\r');
            append((byte) '\n');
        }
    }

    /// Adds a line without its end. A bare LF ends a line too, as with every IMAP server.
    private Line readLine(int longest) throws IOException {
        int end = length + Math.max(longest, 0);
        while (true) {
            if (position == limit && !fill()) {
                return Line.END;
            }
            byte octet = buffer[position++];
            if (octet == '\n') {
                if (length > 0 && text[length - 1] == '\r') {
                    length--;
                }
                return Line.WHOLE;
            }
            if (length >= end) {
                return Line.TOO_LONG;
            }
            append(octet);
        }
    }

    private void append(byte octet) {
        if (length == text.length) {
            text = Arrays.copyOf(text, Math.max(128, length * 2));
        }
        text[length++] = octet;
    }

    /// What the line that begins at `start` announces at its end: `{n}`, `{n+}` or `{n-}`.
    private @Nullable Announced announced(int start) {
        if (length - start < 3 || text[length - 1] != '}') {
            return null;
        }
        int end = length - 1;
        boolean waits = text[end - 1] != '+' && text[end - 1] != '-';
        end -= waits ? 0 : 1;
        int digit = end;
        while (digit > start && text[digit - 1] >= '0' && text[digit - 1] <= '9') {
            digit--;
        }
        if (digit == end || digit == start || text[digit - 1] != '{') {
            return null;
        }
        long announced = 0;
        for (int i = digit; i < end; i++) {
            announced = Math.min(announced * 10 + (text[i] - '0'), Long.MAX_VALUE / 100);
        }
        return new Announced(announced, waits);
    }

    /// Whether the command brings a message.
    private boolean isAppend() {
        int space = 0;
        while (space < length && text[space] != ' ') {
            space++;
        }
        var command = new String(text, space, Math.min(LONGEST_NAME, length - space), StandardCharsets.ISO_8859_1);
        return BRINGS_MESSAGE.matcher(command).lookingAt();
    }

    private String tag() {
        return CommandParser.tag(new RawCommand(Arrays.copyOf(text, length), List.of()));
    }

    private Incoming dropLine() throws IOException {
        var tag = tag();
        for (long dropped = 0; dropped < MOST_DROPPED; dropped++) {
            if (position == limit && !fill()) {
                return new Incoming.End(false);
            }
            if (buffer[position++] == '\n') {
                return new Incoming.Dropped(tag, Incoming.Limit.LINE);
            }
        }
        return new Incoming.End(true);
    }

    /// A literal that waits for us is simply not asked for; one that comes anyway is read and dropped, within reason.
    private Incoming dropLiteral(Announced announced, Incoming.Limit ranInto) throws IOException {
        var tag = tag();
        if (announced.waits()) {
            return new Incoming.Dropped(tag, ranInto);
        }
        if (announced.length() > MOST_DROPPED) {
            return new Incoming.End(true);
        }
        for (long left = announced.length(); left > 0; left--) {
            if (position == limit && !fill()) {
                return new Incoming.End(false);
            }
            position++;
        }
        return dropLine() instanceof Incoming.End end ? end : new Incoming.Dropped(tag, ranInto);
    }

    private byte @Nullable [] readLiteral(int size) throws IOException {
        var octets = new byte[Math.min(size, CHUNK)];
        int have = 0;
        while (have < size) {
            if (have == octets.length) {
                octets = Arrays.copyOf(octets, larger(octets.length, size));
            }
            int count = read(octets, have, octets.length - have);
            if (count < 0) {
                return null;
            }
            have += count;
        }
        return octets;
    }

    private static int larger(int now, int size) {
        int last = size / GROWTH;
        return now < last ? (int) Math.min(last, (long) now * GROWTH) : size;
    }

    private int read(byte[] target, int offset, int most) throws IOException {
        if (position == limit) {
            return input.read(target, offset, most);
        }
        int count = Math.min(most, limit - position);
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        return count;
    }

    private boolean fill() throws IOException {
        position = 0;
        limit = Math.max(0, input.read(buffer, 0, buffer.length));
        return limit > 0;
    }
}
