package org.posthorn.mail.smtp;

import java.io.IOException;
import java.io.OutputStream;
import org.posthorn.mail.LineBreaks;

/// Reads the content that follows DATA (RFC 5321 §4.5.2): takes away the transparency dots and stops at CRLF.CRLF, and
/// only
/// there. A bare LF or CR is content; it is counted, so that the caller can refuse the message after its true end
/// (RFC 5321 §2.3.8), when both sides agree again on where commands begin.
public final class DotReader {
    /// What was seen on the way.
    ///
    /// @param complete    false when the connection ended first
    /// @param octets      length of the content without transparency dots and without the final dot's line
    /// @param strayBreaks bare CRs and LFs
    /// @param nul         whether a NUL octet was seen
    /// @param sevenBit    whether every octet was below 128
    /// @param longestLine of the longest line, without its CRLF
    public record Content(
            boolean complete, long octets, long strayBreaks, boolean nul, boolean sevenBit, long longestLine) {}

    private final LineReader input;
    private final OutputStream sink;
    private long octets;
    private long strayBreaks;
    private boolean nul;
    private boolean sevenBit = true;
    private long lineLength;
    private long longestLine;

    private DotReader(LineReader input, OutputStream sink) {
        this.input = input;
        this.sink = sink;
    }

    /// Reads to the final dot. Content goes to `sink` in blocks of the input buffer; a sink that wants no more ignores
    /// the
    /// rest.
    public static Content read(LineReader input, OutputStream sink) throws IOException {
        return new DotReader(input, sink).run();
    }

    private Content run() throws IOException {
        boolean lineStarts = true;
        while (true) {
            if (input.position() == input.limit() && !input.fill()) {
                return content(false);
            }
            if (lineStarts && input.buffer()[input.position()] == '.') {
                var dot = dotAtLineStart();
                if (dot != Dot.TRANSPARENCY) {
                    return content(dot == Dot.END_OF_DATA);
                }
            }
            lineStarts = lines();
        }
    }

    private enum Dot {
        TRANSPARENCY,
        END_OF_DATA,
        CONNECTION_ENDED
    }

    /// Looks behind a dot that begins a line, reading more only while the end of data is still possible.
    private Dot dotAtLineStart() throws IOException {
        for (int behind = 1; behind <= 2; behind++) {
            while (input.limit() - input.position() <= behind) {
                if (!input.fill()) {
                    return Dot.CONNECTION_ENDED;
                }
            }
            if (input.buffer()[input.position() + behind] != (behind == 1 ? '\r' : '\n')) {
                input.consumeTo(input.position() + 1);
                return Dot.TRANSPARENCY;
            }
        }
        input.consumeTo(input.position() + 3);
        return Dot.END_OF_DATA;
    }

    /// Passes on what is buffered up to a line that begins with a dot.
    ///
    /// @return whether the next octet begins a line
    private boolean lines() throws IOException {
        var buffer = input.buffer();
        int from = input.position();
        int limit = input.limit();
        int i = from;
        while (true) {
            int at = LineBreaks.next(buffer, i, limit);
            lineLength += at - i;
            if (at == limit) {
                pass(from, limit);
                return false;
            }
            if (buffer[at] == '\r' && at + 1 == limit) {
                return endsWithCr(from, at);
            }
            if (buffer[at] == '\r' && buffer[at + 1] == '\n') {
                lineEnds();
                i = at + 2;
                if (i == limit || buffer[i] == '.') {
                    pass(from, i);
                    return true;
                }
            } else {
                strayBreaks++;
                lineLength++;
                i = at + 1;
            }
        }
    }

    /// A CR is the last octet that is buffered: whether it begins a CRLF shows only with the next one.
    private boolean endsWithCr(int from, int cr) throws IOException {
        pass(from, cr);
        while (input.limit() - input.position() < 2) {
            if (!input.fill()) {
                strayBreaks++;
                pass(input.position(), input.limit());
                return false;
            }
        }
        int at = input.position();
        if (input.buffer()[at + 1] == '\n') {
            lineEnds();
            pass(at, at + 2);
            return true;
        }
        strayBreaks++;
        lineLength++;
        pass(at, at + 1);
        return false;
    }

    private void lineEnds() {
        longestLine = Math.max(longestLine, lineLength);
        lineLength = 0;
    }

    private void pass(int from, int to) throws IOException {
        input.consumeTo(to);
        if (to > from) {
            var buffer = input.buffer();
            octets += to - from;
            sevenBit = sevenBit && LineBreaks.isSevenBit(buffer, from, to);
            nul = nul || LineBreaks.hasNul(buffer, from, to);
            sink.write(buffer, from, to - from);
        }
    }

    private Content content(boolean complete) {
        lineEnds();
        return new Content(complete, octets, strayBreaks, nul, sevenBit, longestLine);
    }
}
