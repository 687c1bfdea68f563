package org.posthorn.ingress.listener;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/// The input of a connection with two limits: how long one read may wait, and a moment by which what is being read must
/// be
/// there. The second defeats clients that send an octet now and then.
final class TimedInput extends InputStream {
    private final Socket socket;
    private final InputStream input;
    private long idleNanos;
    private long deadline;

    TimedInput(Socket socket, InputStream input) {
        this.socket = socket;
        this.input = input;
    }

    /// From now on: each read waits so long, and none beyond the whole.
    void allow(Duration idle, Duration whole) {
        idleNanos = idle.toNanos();
        deadline = System.nanoTime() + whole.toNanos();
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
        long left = Math.min(idleNanos, deadline - System.nanoTime());
        if (left <= 0) {
            throw new SocketTimeoutException("the deadline has passed");
        }
        socket.setSoTimeout((int) Math.max(1, left / 1_000_000));
        return input.read(target, offset, length);
    }
}
