package org.posthorn.mail.smtp;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import org.posthorn.mail.LineBreaks;

/// Reads lines that end with CRLF, and nothing else: a bare LF or CR is an octet of the line (RFC 5321 §2.3.8). It owns
/// the
/// connection's input buffer, which [DotReader] and [#read] for BDAT share, so that pipelined input is never lost.
///
/// A line longer than the limit is read to its end and dropped, at most 1 MiB of it. Not safe for several threads.
public final class LineReader {
    /// How a call to [#next] ended.
    public enum Outcome {
        /// A whole line stands between [#start] and [#end].
        LINE,
        /// A line was longer than the limit and has been dropped.
        TOO_LONG,
        /// The connection ended, or an over-long line did not.
        END
    }

    private static final int SMALL = 4 * 1024;
    private static final int LARGE = 64 * 1024;
    private static final int MAX_DROPPED = 1024 * 1024;

    private InputStream input;
    private byte[] buffer = new byte[SMALL];
    private int position;
    private int limit;
    private int lineStart;
    private int lineEnd;
    private boolean wasFull;

    public LineReader(InputStream input) {
        this.input = input;
    }

    /// Reads on from another stream, as after STARTTLS. What is buffered is thrown away: octets that came in clear must
    /// not
    /// count as if they had come under TLS (RFC 3207 §4.2).
    ///
    /// @return whether something was thrown away
    public boolean switchTo(InputStream stream) {
        boolean dropped = hasBuffered();
        input = stream;
        position = 0;
        limit = 0;
        return dropped;
    }

    /// Reads a line of at most `maxLength` octets with its CRLF.
    public Outcome next(int maxLength) throws IOException {
        int scanned = position;
        while (true) {
            int end = findCrlf(scanned);
            if (end >= 0) {
                lineStart = position;
                lineEnd = end;
                position = end + 2;
                return position - lineStart > maxLength ? Outcome.TOO_LONG : Outcome.LINE;
            }
            int held = limit - position;
            if (held > maxLength) {
                return dropLine();
            }
            // The last octet may be the CR of a CRLF that is still to come.
            int tail = Math.max(held - 1, 0);
            if (!fill()) {
                return Outcome.END;
            }
            scanned = position + tail;
        }
    }

    /// The buffer that the last line stands in; valid until the next call that reads.
    public byte[] buffer() {
        return buffer;
    }

    public int start() {
        return lineStart;
    }

    /// The end of the last line, before its CRLF.
    public int end() {
        return lineEnd;
    }

    /// The last line as text.
    public String text() {
        return new String(buffer, lineStart, lineEnd - lineStart, StandardCharsets.UTF_8);
    }

    /// Whether the last line has a bare CR or LF, or a NUL, in it.
    public boolean hasStrayControl() {
        return LineBreaks.next(buffer, lineStart, lineEnd) < lineEnd || LineBreaks.hasNul(buffer, lineStart, lineEnd);
    }

    /// Whether input was read that no call has returned yet: a client that pipelines (RFC 2920).
    public boolean hasBuffered() {
        return position < limit;
    }

    /// Reads up to `length` octets, at least one; -1 at the end.
    public int read(byte[] target, int offset, int length) throws IOException {
        if (position == limit) {
            if (length >= LARGE / 2) {
                return input.read(target, offset, length);
            }
            if (!fill()) {
                return -1;
            }
        }
        int count = Math.min(length, limit - position);
        System.arraycopy(buffer, position, target, offset, count);
        position += count;
        return count;
    }

    /// Gives the buffer back to its small size when content has made it large.
    public void shrink() {
        if (buffer.length > SMALL && position == limit) {
            buffer = new byte[SMALL];
            position = 0;
            limit = 0;
        }
    }

    int position() {
        return position;
    }

    int limit() {
        return limit;
    }

    void consumeTo(int index) {
        position = index;
    }

    /// Reads more behind what is buffered; what is before the position is given up. The buffer grows when a read filled
    /// it.
    ///
    /// @return false at the end of the input
    boolean fill() throws IOException {
        if (position > 0) {
            int held = limit - position;
            System.arraycopy(buffer, position, buffer, 0, held);
            position = 0;
            limit = held;
        }
        if (limit == buffer.length || (limit == 0 && wasFull && buffer.length < LARGE)) {
            var larger = new byte[Math.max(buffer.length * 2, LARGE)];
            System.arraycopy(buffer, 0, larger, 0, limit);
            buffer = larger;
        }
        int count = input.read(buffer, limit, buffer.length - limit);
        if (count <= 0) {
            return false;
        }
        wasFull = limit + count == buffer.length;
        limit += count;
        return true;
    }

    private int findCrlf(int from) {
        int i = from;
        while (true) {
            i = LineBreaks.next(buffer, i, limit);
            if (i + 1 >= limit) {
                return -1;
            }
            if (buffer[i] == '\r' && buffer[i + 1] == '\n') {
                return i;
            }
            i++;
        }
    }

    private Outcome dropLine() throws IOException {
        int dropped = 0;
        while (dropped < MAX_DROPPED) {
            int end = findCrlf(position);
            if (end >= 0) {
                position = end + 2;
                lineStart = end;
                lineEnd = end;
                return Outcome.TOO_LONG;
            }
            boolean mayBeHalf = buffer[limit - 1] == '\r';
            int kept = mayBeHalf ? 1 : 0;
            dropped += limit - position - kept;
            position = limit - kept;
            if (!fill()) {
                return Outcome.END;
            }
        }
        return Outcome.END;
    }
}
