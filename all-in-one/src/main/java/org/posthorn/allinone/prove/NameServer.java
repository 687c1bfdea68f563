package org.posthorn.allinone.prove;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.SocketException;

/// A DNS server for which nothing exists, and that can fall silent. The evidence about senders asks it.
final class NameServer implements AutoCloseable {
    private static final int LARGEST = 4096;
    private static final int HEADER = 12;
    /// An answer, recursion available, no such name (RFC 1035 §4.1.1).
    private static final byte RESPONSE = (byte) 0x80;

    private static final byte NO_SUCH_NAME = (byte) 0x83;

    private final DatagramSocket socket;
    private volatile boolean silent;

    private NameServer(DatagramSocket socket) {
        this.socket = socket;
    }

    static NameServer start() {
        try {
            var server = new NameServer(new DatagramSocket(0, InetAddress.getLoopbackAddress()));
            Thread.ofPlatform().daemon().name("dns").start(server::answer);
            return server;
        } catch (SocketException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return socket.getLocalPort();
    }

    void silent(boolean now) {
        silent = now;
    }

    private void answer() {
        var packet = new DatagramPacket(new byte[LARGEST], LARGEST);
        while (!socket.isClosed()) {
            try {
                packet.setLength(LARGEST);
                socket.receive(packet);
                if (!silent && packet.getLength() >= HEADER) {
                    socket.send(noSuchName(packet));
                }
            } catch (IOException _) {
                // closed, or the asker is gone
            }
        }
    }

    /// The question goes back as it came; what stood behind it (EDNS) is left out.
    private static DatagramPacket noSuchName(DatagramPacket question) {
        var octets = question.getData();
        int end = HEADER;
        while (end < question.getLength() && octets[end] != 0) {
            end += 1 + (octets[end] & 0x3f);
        }
        int length = Math.min(end + 5, question.getLength());
        octets[2] = (byte) (octets[2] | RESPONSE);
        octets[3] = NO_SUCH_NAME;
        for (int i = 6; i < HEADER; i++) {
            octets[i] = 0;
        }
        question.setLength(length);
        return question;
    }

    @Override
    public void close() {
        socket.close();
    }
}
