package org.posthorn.mail.smtp;

import java.io.IOException;
import java.io.OutputStream;
import org.posthorn.mail.LineBreaks;

/// Writes content behind DATA (RFC 5321 §4.5.2): doubles the dot that begins a line, and ends with CRLF.CRLF.
/// A bare CR or LF in the content becomes CRLF (RFC 5321 §2.3.8 forbids to send one), so that no server behind can take
/// it for the end of the data.
public final class DotWriter {
    private static final byte[] CRLF = {'\r', '\n'};
    private static final byte[] END = {'.', '\r', '\n'};

    private final OutputStream output;
    private boolean lineStarts = true;
    private boolean afterCr;

    public DotWriter(OutputStream output) {
        this.output = output;
    }

    /// Writes a piece of the content; pieces may be cut anywhere.
    public void write(byte[] content, int offset, int length) throws IOException {
        int limit = offset + length;
        int from = offset;
        int i = offset;
        while (i < limit) {
            if (afterCr) {
                afterCr = false;
                lineStarts = true;
                output.write(CRLF, 0, 2);
                if (content[i] == '\n') {
                    i++;
                }
                from = i;
                continue;
            }
            if (lineStarts && content[i] == '.') {
                output.write(content, from, i - from);
                output.write('.');
                from = i;
            }
            int at = LineBreaks.next(content, i, limit);
            lineStarts = at == i && lineStarts;
            if (at == limit) {
                break;
            }
            if (content[at] == '\r' && at + 1 < limit && content[at + 1] == '\n') {
                i = at + 2;
                lineStarts = true;
            } else {
                output.write(content, from, at - from);
                afterCr = content[at] == '\r';
                if (!afterCr) {
                    output.write(CRLF, 0, 2);
                    lineStarts = true;
                }
                i = at + 1;
                from = i;
            }
        }
        if (from < limit && !afterCr) {
            output.write(content, from, limit - from);
        }
    }

    /// Ends the last line when the content did not, and writes the final dot. It does not flush.
    public void finish() throws IOException {
        if (afterCr || !lineStarts) {
            output.write(CRLF, 0, 2);
        }
        output.write(END, 0, END.length);
        afterCr = false;
        lineStarts = true;
    }
}
