package org.posthorn.delivery.transport;

import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;

/// Reads a socket up to a point in time, however the octets trickle: a server that sends one every minute must not
/// hold us for a day.
final class DeadlineInput extends InputStream {
    private final Socket socket;
    private final InputStream input;
    private long deadline = Long.MAX_VALUE;

    DeadlineInput(Socket socket) throws IOException {
        this.socket = socket;
        this.input = socket.getInputStream();
    }

    void within(Duration limit) {
        deadline = System.nanoTime() + limit.toNanos();
    }

    @Override
    public int read() throws IOException {
        var one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) throws IOException {
        var left = (deadline - System.nanoTime()) / 1_000_000;
        if (left <= 0) {
            throw new SocketTimeoutException("the deadline passed");
        }
        socket.setSoTimeout((int) Math.min(left, Integer.MAX_VALUE));
        return input.read(into, offset, length);
    }

    @Override
    public int available() throws IOException {
        return input.available();
    }
}
