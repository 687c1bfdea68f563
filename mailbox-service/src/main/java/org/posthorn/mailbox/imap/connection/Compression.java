package org.posthorn.mailbox.imap.connection;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;

/// COMPRESS=DEFLATE (RFC 4978) of one connection: some 300 KiB outside of the heap, until it is closed.
final class Compression implements AutoCloseable {
    private static final int BUFFER = 1024;

    private final Inflater inflater = new Inflater(true);
    private final Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);

    InputStream over(InputStream input) {
        return new Inflated(input);
    }

    /// Its end is where the connection ends: neither side ends the compressed stream.
    private final class Inflated extends InflaterInputStream {
        private Inflated(InputStream input) {
            super(input, inflater, BUFFER);
        }

        @Override
        public int read(byte[] target, int offset, int most) throws IOException {
            try {
                return super.read(target, offset, most);
            } catch (EOFException e) {
                return -1;
            }
        }
    }

    /// What is flushed can be read at once.
    OutputStream over(OutputStream output) {
        return new DeflaterOutputStream(output, deflater, BUFFER, true);
    }

    @Override
    public void close() {
        inflater.end();
        deflater.end();
    }
}
