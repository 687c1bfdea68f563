package org.posthorn.delivery.transport;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;

/// The octets of a message on their way out; may be read more than once, since several servers may be tried.
public interface OutgoingContent {
    /// How many octets there are.
    long size();

    /// From the first octet; closed by the reader.
    InputStream open() throws IOException;

    /// A message in memory.
    static OutgoingContent of(byte[] octets) {
        return new InMemory(octets);
    }

    /// The array is shared: nobody changes it.
    record InMemory(byte[] octets) implements OutgoingContent {
        @Override
        public long size() {
            return octets.length;
        }

        @Override
        public InputStream open() {
            return new ByteArrayInputStream(octets);
        }
    }
}
