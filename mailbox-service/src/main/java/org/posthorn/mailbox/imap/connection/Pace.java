package org.posthorn.mailbox.imap.connection;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How fast a client sends while others may wait for the room that it takes. It is asked by another thread,
/// since octets that come one at a time, or as parts of a TLS record that never ends, would keep the
/// connection's own busy.
final class Pace {
    private static final Logger LOG = LoggerFactory.getLogger(Pace.class);
    /// What has to come within the time that is set.
    private static final long LEAST = 256 * 1024;

    /// What TLS may lie over.
    private final Socket wire;

    private boolean counts;
    private long since;
    private long octets;

    Pace(Socket wire) {
        this.wire = wire;
    }

    /// From now on the client has to be fast.
    synchronized void begins() {
        counts = true;
        restart();
    }

    /// It has sent all, or waits for us.
    synchronized void ends() {
        counts = false;
    }

    synchronized boolean isTooSlow(long nanos) {
        return counts && System.nanoTime() - since > nanos;
    }

    /// Reads nothing more, so that the connection's own thread finds an end and says farewell.
    void end() {
        try {
            wire.shutdownInput();
        } catch (IOException e) {
            LOG.debug("shutdown-failed reason={}", e.getMessage());
        }
    }

    /// Whether the client was too slow.
    boolean isOver() {
        return wire.isInputShutdown();
    }

    private synchronized void came(int count) {
        octets += Math.max(count, 0);
        if (counts && octets >= LEAST) {
            restart();
        }
    }

    private void restart() {
        since = System.nanoTime();
        octets = 0;
    }

    /// What comes from the client, counted.
    InputStream over(InputStream input) {
        return new Counted(input);
    }

    private final class Counted extends FilterInputStream {
        private Counted(InputStream input) {
            super(input);
        }

        @Override
        public int read() throws IOException {
            int octet = in.read();
            came(octet < 0 ? 0 : 1);
            return octet;
        }

        @Override
        public int read(byte[] target, int offset, int most) throws IOException {
            int count = in.read(target, offset, most);
            came(count);
            return count;
        }
    }
}
