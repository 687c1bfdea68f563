package org.posthorn.ingress.acceptance;

import java.io.IOException;
import org.posthorn.mail.LineBreaks;
import org.posthorn.mail.smtp.DotReader;
import org.posthorn.mail.smtp.LineReader;

/// Reads the content of one message, by DATA or by chunks, into its spool. What is wrong with it is remembered and
/// refused at its end, when both sides agree again where commands begin.
public final class ContentReceiver implements AutoCloseable {
    private static final int BLOCK = 32 * 1024;

    private final Transaction transaction;
    private final Spool spool;
    private boolean strayBreaks;
    private boolean nul;
    private boolean lastWasCr;

    ContentReceiver(Transaction transaction, Spool spool) {
        this.transaction = transaction;
        this.spool = spool;
    }

    /// Reads to the final dot.
    ///
    /// @return false when the connection ended first
    public boolean data(LineReader input) throws IOException {
        var read = DotReader.read(input, spool);
        strayBreaks = read.strayBreaks() > 0;
        nul = read.nul();
        input.shrink();
        return read.complete();
    }

    /// Reads a chunk of BDAT (RFC 3030 §2).
    ///
    /// @return false when the connection ended first
    public boolean chunk(LineReader input, long size) throws IOException {
        var block = new byte[(int) Math.min(BLOCK, Math.max(size, 1))];
        long left = size;
        while (left > 0) {
            int count = input.read(block, 0, (int) Math.min(block.length, left));
            if (count < 0) {
                return false;
            }
            check(block, count);
            spool.write(block, 0, count);
            left -= count;
        }
        input.shrink();
        return true;
    }

    /// Bare line breaks are refused in chunks too: another server behind us might speak DATA.
    private void check(byte[] block, int count) {
        nul = nul || LineBreaks.hasNul(block, 0, count);
        int i = 0;
        if (lastWasCr) {
            strayBreaks |= block[0] != '\n';
            i = 1;
        }
        lastWasCr = false;
        while (!strayBreaks) {
            int at = LineBreaks.next(block, i, count);
            if (at >= count) {
                return;
            }
            if (block[at] == '\r' && at + 1 == count) {
                lastWasCr = true;
                return;
            }
            strayBreaks = block[at] != '\r' || block[at + 1] != '\n';
            i = at + 2;
        }
    }

    /// Octets of the content so far.
    public long size() {
        return spool.size();
    }

    boolean hasStrayBreaks() {
        return strayBreaks || lastWasCr;
    }

    boolean hasNul() {
        return nul;
    }

    Transaction transaction() {
        return transaction;
    }

    Spool spool() {
        return spool;
    }

    @Override
    public void close() {
        spool.close();
    }
}
