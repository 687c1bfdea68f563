package org.posthorn.runtime.scan;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.time.Duration;
import org.posthorn.events.MessageJudged.Evidence;
import org.posthorn.runtime.scan.Opinion.Grade;
import org.posthorn.runtime.settings.HostPort;

/// ClamAV's daemon, asked by INSTREAM: the message in pieces with their lengths, then one line.
final class Clamd implements Scanner {
    private static final byte[] INSTREAM = "zINSTREAM\0".getBytes(US_ASCII);
    private static final int PIECE = 64 * 1024;
    private static final int LONGEST_REPLY = 4_096;
    private static final String FOUND = " FOUND";
    private static final String STREAM = "stream: ";

    private final HostPort address;

    Clamd(HostPort address) {
        this.address = address;
    }

    @Override
    public String name() {
        return "clamav";
    }

    @Override
    public Opinion ask(Mail mail, Duration within) throws IOException {
        long end = System.nanoTime() + within.toNanos();
        try (var socket = new Socket();
                var _ = new Deadline(socket, within)) {
            socket.connect(new InetSocketAddress(address.host(), address.port()), (int) within.toMillis());
            return opinion(reply(socket, mail));
        } catch (IOException e) {
            // whatever the connection says when its time is over
            throw System.nanoTime() >= end ? new IOException("no answer in time", e) : e;
        }
    }

    private static String reply(Socket socket, Mail mail) throws IOException {
        IOException broken = null;
        try {
            send(socket, mail);
        } catch (IOException e) {
            // it may have said why before it closed
            broken = e;
        }
        var reply = read(socket);
        if (reply.isEmpty()) {
            throw broken == null ? new IOException("it closed the connection") : broken;
        }
        return reply;
    }

    private static void send(Socket socket, Mail mail) throws IOException {
        var out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream(), PIECE));
        out.write(INSTREAM);
        try (var in = mail.octets().open()) {
            var piece = new byte[PIECE];
            for (int length = in.read(piece); length >= 0; length = in.read(piece)) {
                if (length > 0) {
                    out.writeInt(length);
                    out.write(piece, 0, length);
                }
            }
        }
        out.writeInt(0);
        out.flush();
    }

    private static String read(Socket socket) throws IOException {
        var octets = socket.getInputStream().readNBytes(LONGEST_REPLY);
        return new String(octets, UTF_8).replace('\0', ' ').strip();
    }

    private Opinion opinion(String reply) throws IOException {
        if (reply.equals(STREAM + "OK")) {
            return Opinion.of(Grade.CLEAN, new Evidence(name(), "pass", "ClamAV finds no virus.", 0));
        }
        if (reply.startsWith(STREAM) && reply.endsWith(FOUND)) {
            var virus = reply.substring(STREAM.length(), reply.length() - FOUND.length());
            return Opinion.of(Grade.DANGEROUS, new Evidence(name(), "fail", "ClamAV finds " + virus + ".", 0));
        }
        if (reply.contains("size limit exceeded")) {
            return Opinion.of(Grade.CLEAN, new Evidence(name(), "none", "It is too large for ClamAV.", 0));
        }
        throw new IOException("it said: " + reply);
    }

    /// Ends a connection whose time is over: neither writing nor a slow trickle of octets has a limit of its own.
    private record Deadline(Thread watch) implements AutoCloseable {
        Deadline(Socket socket, Duration within) {
            this(Thread.startVirtualThread(() -> {
                try {
                    Thread.sleep(within);
                    socket.close();
                } catch (InterruptedException _) {
                    Thread.currentThread().interrupt();
                } catch (IOException _) {
                    // it is closed anyway
                }
            }));
        }

        @Override
        public void close() {
            watch.interrupt();
        }
    }
}
