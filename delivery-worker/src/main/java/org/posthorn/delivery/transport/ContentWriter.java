package org.posthorn.delivery.transport;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import org.posthorn.mail.smtp.DotWriter;

/// Puts content on the wire: behind DATA with the final dot, or as one chunk.
sealed interface ContentWriter {
    void write(byte[] octets, int offset, int length) throws IOException;

    /// The content is complete. Nothing is flushed.
    void finish() throws IOException;

    /// @param size of the whole content
    static ContentWriter of(boolean chunked, long size, OutputStream output) throws IOException {
        if (!chunked) {
            return new Dotted(new DotWriter(output));
        }
        output.write(("BDAT " + size + " LAST\r\n").getBytes(StandardCharsets.US_ASCII));
        return new Chunk(output);
    }

    /// RFC 5321 §4.5.2.
    record Dotted(DotWriter dots) implements ContentWriter {
        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            dots.write(octets, offset, length);
        }

        @Override
        public void finish() throws IOException {
            dots.finish();
        }
    }

    /// RFC 3030 §2; its end is in its size.
    record Chunk(OutputStream output) implements ContentWriter {
        @Override
        public void write(byte[] octets, int offset, int length) throws IOException {
            output.write(octets, offset, length);
        }

        @Override
        public void finish() {
            // Nothing marks the end of a chunk.
        }
    }
}
