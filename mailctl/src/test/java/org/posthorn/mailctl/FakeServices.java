package org.posthorn.mailctl;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/// The services' HTTP APIs as a table of answers; it remembers what it was asked.
public final class FakeServices implements AutoCloseable {
    private final HttpServer server;
    private final Map<String, Answer> answers = new HashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();

    private final List<String> audited = new CopyOnWriteArrayList<>();

    private record Answer(int status, String body) {}

    public FakeServices() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
    }

    /// Answers `GET /path?query` with this JSON.
    public FakeServices on(String request, String body) {
        return on(request, 200, body);
    }

    public FakeServices on(String request, int status, String body) {
        answers.put(request, new Answer(status, body));
        return this;
    }

    /// Every request with its body, such as `POST /path {"a":1}`.
    public List<String> asked() {
        return asked;
    }

    /// What the audit was told.
    public List<String> audited() {
        return audited;
    }

    public String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private void handle(HttpExchange exchange) throws IOException {
        var request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
        var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        if (request.equals("POST /internal/v1/audit")) {
            audited.add(body);
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
            return;
        }
        asked.add(body.isEmpty() ? request : request + " " + body);
        var answer = answers.getOrDefault(
                request, new Answer(404, "{\"status\":404,\"title\":\"not-found\",\"detail\":\"No answer.\"}"));
        byte[] octets = answer.body().getBytes(UTF_8);
        exchange.getResponseHeaders().add("Content-Type", "application/json");
        exchange.sendResponseHeaders(answer.status(), octets.length == 0 ? -1 : octets.length);
        exchange.getResponseBody().write(octets);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
