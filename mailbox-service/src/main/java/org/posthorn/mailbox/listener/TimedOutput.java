package org.posthorn.mailbox.listener;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/// Knows since when a write has been under way, so that somebody else can end a connection whose client does not read.
public final class TimedOutput extends FilterOutputStream {
    private volatile long since;

    public TimedOutput(OutputStream target) {
        super(target);
    }

    @Override
    public void write(int octet) throws IOException {
        write(new byte[] {(byte) octet}, 0, 1);
    }

    @Override
    public void write(byte[] octets, int offset, int length) throws IOException {
        since = Math.max(1, System.nanoTime());
        try {
            out.write(octets, offset, length);
        } finally {
            since = 0;
        }
    }

    /// Whether one write takes longer than this.
    public boolean isStuck(long nanos) {
        long began = since;
        return began != 0 && System.nanoTime() - began > nanos;
    }
}
