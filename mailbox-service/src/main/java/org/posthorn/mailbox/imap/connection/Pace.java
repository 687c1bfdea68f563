package org.posthorn.mailbox.imap.connection;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// How fast a client sends while others may wait for the room that it takes: each part of an upload within a time, and
/// the whole of it within so many times that. It is asked by another thread, since octets that come one at a time, or
/// as parts of a TLS record that never ends, would keep the connection's own busy.
final class Pace {
    private static final Logger LOG = LoggerFactory.getLogger(Pace.class);
    /// What has to come within the time that is set.
    private static final long LEAST = 256 * 1024;
    /// How many times that time the whole may take; as many as it has MiB, when these are more.
    private static final long WHOLE = 20;

    /// What TLS may lie over.
    private final Socket wire;
    /// Nanoseconds.
    private final LongSupplier ticker;

    /// Known before the connection's own thread finds the end; the socket says it only afterwards.
    private volatile boolean over;

    private boolean counts;
    /// Since when the next part is waited for.
    private long since;
    private long octets;
    /// Since when the client is waited for, and how long it had been before.
    private long began;
    private long spent;
    private long mib;

    Pace(Socket wire, LongSupplier ticker) {
        this.wire = wire;
        this.ticker = ticker;
    }

    /// From now on the client has to be fast.
    ///
    /// @param kib of the whole, as far as it is known
    synchronized void begins(int kib) {
        mib = kib / 1024;
        if (!counts) {
            counts = true;
            restart();
            began = since;
        }
    }

    /// It has sent all, or waits for us.
    synchronized void ends() {
        if (counts) {
            spent += ticker.getAsLong() - began;
        }
        counts = false;
    }

    /// What it has sent takes no room any more.
    synchronized void isOverWith() {
        counts = false;
        spent = 0;
    }

    /// @param nanos for the next part
    synchronized boolean isTooSlow(long nanos) {
        if (!counts) {
            return false;
        }
        long now = ticker.getAsLong();
        return now - since > nanos || spent + now - began > nanos * Math.max(WHOLE, mib);
    }

    /// Nothing more is read, so that the connection's own thread finds an end and says farewell.
    void end() {
        synchronized (this) {
            since = ticker.getAsLong();
        }
        over = true;
        try {
            wire.shutdownInput();
        } catch (IOException e) {
            LOG.debug("shutdown-failed reason={}", e.getMessage());
        }
    }

    /// Whether nothing more is read.
    boolean isOver() {
        return over;
    }

    /// Whether the connection's own thread had this long to say farewell.
    synchronized boolean isOverSince(long nanos) {
        return isOver() && ticker.getAsLong() - since > nanos;
    }

    private synchronized void came(int count) {
        octets += Math.max(count, 0);
        if (counts && octets >= LEAST) {
            restart();
        }
    }

    private void restart() {
        since = ticker.getAsLong();
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
