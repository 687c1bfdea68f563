package org.posthorn.allinone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Locale;

/// The world beyond, for a rehearsal: a mail server on loopback that takes everything and keeps nothing.
final class FarServer implements AutoCloseable {
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final int BACKLOG = 64;

    private final ServerSocket listener;

    private FarServer(ServerSocket listener) {
        this.listener = listener;
    }

    static FarServer on(int port) throws IOException {
        var server = new FarServer(new ServerSocket(port, BACKLOG, InetAddress.getLoopbackAddress()));
        Thread.ofVirtual().name("far-server").start(server::accept);
        return server;
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                // closed
            }
        }
    }

    private static void serve(Socket socket) {
        try (socket;
                var in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
                var out = new BufferedWriter(new OutputStreamWriter(socket.getOutputStream(), ISO_8859_1))) {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            socket.setTcpNoDelay(true);
            out.write("220 far.test ESMTP\r\n");
            out.flush();
            var content = false;
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                if (content && !line.equals(".")) {
                    continue;
                }
                content = line.equalsIgnoreCase("DATA");
                out.write(reply(line.toUpperCase(Locale.ROOT)));
                // commands that came together are answered together
                if (!in.ready()) {
                    out.flush();
                }
            }
        } catch (IOException _) {
            // the client is gone
        }
    }

    /// The end of a content is a line as well.
    private static String reply(String line) {
        if (line.startsWith("EHLO")) {
            return "250-far.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250 ENHANCEDSTATUSCODES\r\n";
        }
        return switch (line) {
            case "DATA" -> "354 Go on\r\n";
            case "QUIT" -> "221 2.0.0 Bye\r\n";
            default -> "250 2.0.0 OK\r\n";
        };
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }
}
