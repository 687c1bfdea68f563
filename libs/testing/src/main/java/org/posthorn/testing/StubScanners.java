package org.posthorn.testing;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.regex.Pattern;

/// Speaks as Rspamd and as ClamAV do, and judges by what a message says of itself: a line `Rspamd: ANSWER` is what
/// Rspamd answers, `Clamd: REPLY` what ClamAV replies; without them both find nothing.
public final class StubScanners implements AutoCloseable {
    private static final Pattern RSPAMD = Pattern.compile("(?m)^Rspamd: (.*?)\r?$");
    private static final Pattern CLAMD = Pattern.compile("(?m)^Clamd: (.*?)\r?$");

    /// A request to Rspamd.
    public record Asked(Headers headers, String message) {}

    private final List<Asked> asked = new CopyOnWriteArrayList<>();
    private final HttpServer rspamd;
    private final ServerSocket clamd;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private volatile boolean away;

    public StubScanners() throws IOException {
        var loopback = InetAddress.getLoopbackAddress();
        rspamd = HttpServer.create(new InetSocketAddress(loopback, 0), 0);
        rspamd.createContext("/checkv2", this::check);
        rspamd.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        rspamd.start();
        clamd = new ServerSocket(0, 50, loopback);
        Thread.ofVirtual().start(this::listen);
    }

    /// Where they are.
    public String[] settings() {
        return new String[] {"scan.rspamd=" + rspamdAddress(), "scan.clamav=127.0.0.1:" + clamdPort()};
    }

    private String rspamdAddress() {
        return "http://127.0.0.1:" + rspamd.getAddress().getPort();
    }

    private int clamdPort() {
        return clamd.getLocalPort();
    }

    /// What Rspamd was asked so far.
    public List<Asked> asked() {
        return asked;
    }

    /// Whether Rspamd is out of order.
    public void away(boolean isAway) {
        away = isAway;
    }

    private void check(HttpExchange exchange) throws IOException {
        try (exchange) {
            var message = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
            asked.add(new Asked(exchange.getRequestHeaders(), message));
            var found = RSPAMD.matcher(message);
            var answer = found.find() ? found.group(1) : "{\"score\": 0.5, \"required_score\": 15, \"symbols\": {}}";
            exchange.sendResponseHeaders(away ? 503 : 200, 0);
            exchange.getResponseBody().write(answer.getBytes(UTF_8));
            if (answer.equals("{ and no more")) {
                exchange.getResponseBody().flush();
                closed.join();
            }
        }
    }

    private void listen() {
        while (!clamd.isClosed()) {
            try {
                var client = clamd.accept();
                Thread.ofVirtual().start(() -> answer(client));
            } catch (IOException _) {
                return;
            }
        }
    }

    private static void answer(Socket client) {
        try (client) {
            var in = new DataInputStream(client.getInputStream());
            if (!new String(in.readNBytes(10), US_ASCII).equals("zINSTREAM\0")) {
                client.getOutputStream().write("UNKNOWN COMMAND\0".getBytes(US_ASCII));
                return;
            }
            var message = new ByteArrayOutputStream();
            for (int length = in.readInt(); length > 0; length = in.readInt()) {
                message.write(in.readNBytes(length));
            }
            var found = CLAMD.matcher(message.toString(UTF_8));
            var reply = found.find() ? found.group(1) : "stream: OK";
            if (reply.equals("silence")) {
                in.read();
            }
            client.getOutputStream().write((reply + "\0").getBytes(US_ASCII));
        } catch (IOException _) {
            // it does not want to know
        }
    }

    @Override
    public void close() {
        closed.complete(null);
        rspamd.stop(0);
        try {
            clamd.close();
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
