package org.posthorn.allinone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A mail server of the world on a free port of loopback: it takes everything and keeps it.
final class Sink implements AutoCloseable {
    private final ServerSocket listener;
    private final List<String> messages = new CopyOnWriteArrayList<>();

    Sink() throws IOException {
        listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::serve);
    }

    int port() {
        return listener.getLocalPort();
    }

    /// What it took, each as it was on the wire.
    List<String> messages() {
        return messages;
    }

    @Override
    public void close() throws IOException {
        listener.close();
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                var client = listener.accept();
                Thread.ofVirtual().start(() -> converse(client));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void converse(Socket client) {
        try (client;
                var in = new BufferedReader(new InputStreamReader(client.getInputStream(), ISO_8859_1))) {
            say(client, "220 sink ESMTP");
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                switch (line.substring(0, Math.min(4, line.length())).toUpperCase(java.util.Locale.ROOT)) {
                    case "DATA" -> {
                        say(client, "354 go on");
                        messages.add(content(in));
                        say(client, "250 2.0.0 taken");
                    }
                    case "QUIT" -> {
                        say(client, "221 2.0.0 bye");
                        return;
                    }
                    default -> say(client, "250 2.1.0 ok");
                }
            }
        } catch (IOException e) {
            // The client left without a word; what it sent in whole is kept.
        }
    }

    private static String content(BufferedReader in) throws IOException {
        var content = new StringBuilder();
        for (var line = in.readLine(); line != null && !line.equals("."); line = in.readLine()) {
            content.append(line).append('\n');
        }
        return content.toString();
    }

    private static void say(Socket client, String reply) throws IOException {
        client.getOutputStream().write((reply + "\r\n").getBytes(ISO_8859_1));
    }
}
