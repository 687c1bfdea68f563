package org.posthorn.delivery.transport;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.NoSuchAlgorithmException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;

/// A mail server on a free loopback port that plays one script for each connection, the last one again and
/// again. `S:` is sent, `S=` is sent without a line end, `C:` must come (`C: ...` is content up to the
/// final dot), `cut` closes, `tls` makes the handshake, `C# 5` is so many octets of content, `hang` says
/// nothing until the client leaves, `wait` until the test calls [#wake].
public final class ScriptedServer implements AutoCloseable {
    private final ServerSocket listener;
    private final SSLContext certificate;
    private final LinkedBlockingQueue<String> scripts = new LinkedBlockingQueue<>();
    private final List<String> wrong = new CopyOnWriteArrayList<>();
    private final List<String> contents = new CopyOnWriteArrayList<>();
    private final List<String> clients = new CopyOnWriteArrayList<>();
    private final CountDownLatch awake = new CountDownLatch(1);
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    private ScriptedServer(ServerSocket listener, SSLContext certificate) {
        this.listener = listener;
        this.certificate = certificate;
    }

    public static ScriptedServer playing(String... scripts) {
        try {
            return playing(SSLContext.getDefault(), scripts);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /// A server that can do TLS.
    static ScriptedServer playing(SSLContext certificate, String... scripts) {
        try {
            var listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
            var server = new ScriptedServer(listener, certificate);
            server.scripts.addAll(List.of(scripts));
            Thread.ofVirtual().start(server::serve);
            return server;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// As a server to send to, in clear.
    public MailServer target() {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), listener.getLocalPort());
        return new MailServer("mx.example.net", address, Opening.Tls.IF_OFFERED, Optional.empty());
    }

    public int port() {
        return listener.getLocalPort();
    }

    /// What clients said that no script expected; empty when all went as written.
    public List<String> wrong() {
        return wrong;
    }

    /// The contents that came, as they were on the wire before the final dot.
    public List<String> contents() {
        return contents;
    }

    /// Lets scripts go on behind their `wait`.
    public void wake() {
        awake.countDown();
    }

    /// Whose connections came, in order.
    public List<String> clients() {
        return clients;
    }

    public int connections() {
        return open.size();
    }

    @Override
    public void close() {
        try {
            listener.close();
            for (var socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void serve() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                open.add(socket);
                clients.add(socket.getInetAddress().getHostAddress());
                var script = scripts.size() > 1 ? scripts.remove() : scripts.element();
                Thread.ofVirtual().start(() -> play(socket, script));
            } catch (IOException e) {
                if (!listener.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void play(Socket plain, String script) {
        var socket = plain;
        try {
            for (var step : script.lines().map(String::strip).toList()) {
                if (step.equals("tls")) {
                    socket = secured(socket);
                } else {
                    step(step, socket.getInputStream(), socket.getOutputStream());
                }
            }
            drain(socket.getInputStream());
        } catch (IOException e) {
            // The client left, or the script cut: what matters is what the client made of it.
        } finally {
            close(socket);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is gone already.
        }
    }

    private Socket secured(Socket plain) throws IOException {
        var factory = certificate.getSocketFactory();
        var secured = (SSLSocket) factory.createSocket(plain, "localhost", plain.getPort(), true);
        secured.setUseClientMode(false);
        secured.startHandshake();
        return secured;
    }

    private void step(String step, InputStream in, OutputStream out) throws IOException {
        if (step.equals("cut")) {
            throw new IOException("cut");
        } else if (step.equals("hang")) {
            drain(in);
        } else if (step.equals("wait")) {
            awaitWake();
        } else if (step.startsWith("S: ")) {
            out.write((step.substring(3) + "\r\n").getBytes(StandardCharsets.UTF_8));
            out.flush();
        } else if (step.startsWith("S= ")) {
            out.write(step.substring(3).getBytes(StandardCharsets.UTF_8));
            out.flush();
        } else if (step.equals("C: ...")) {
            contents.add(content(in));
        } else if (step.startsWith("C# ")) {
            contents.add(new String(in.readNBytes(Integer.parseInt(step.substring(3))), StandardCharsets.UTF_8));
        } else if (step.startsWith("C: ")) {
            var line = line(in);
            if (!line.equals(step.substring(3))) {
                wrong.add("wanted \"" + step.substring(3) + "\", got \"" + line + "\"");
                throw new IOException("off the script");
            }
        } else if (!step.isEmpty()) {
            wrong.add("not a step: " + step);
        }
    }

    private void awaitWake() {
        try {
            awake.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static void drain(InputStream in) throws IOException {
        var buffer = new byte[8192];
        while (in.read(buffer) >= 0) {
            // Until the client leaves.
        }
    }

    private static String content(InputStream in) throws IOException {
        var content = new StringBuilder();
        for (var line = line(in); !line.equals("."); line = line(in)) {
            content.append(line).append('\n');
        }
        return content.toString();
    }

    private static String line(InputStream in) throws IOException {
        var line = new ByteArrayOutputStream();
        for (var octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0) {
                throw new IOException("the client left");
            }
            if (octet != '\r') {
                line.write(octet);
            }
        }
        return line.toString(StandardCharsets.UTF_8);
    }
}
