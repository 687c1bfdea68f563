package org.posthorn.runtime.service;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.runtime.health.Condition;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceError;
import org.posthorn.runtime.http.ServiceToken;
import org.posthorn.runtime.settings.HostPort;
import org.posthorn.runtime.settings.Settings;

class ServiceTest {
    @TempDir
    static Path directory;

    private final HttpClient http = ServiceClient.httpClient();
    private Service service;
    private ServiceClient client;

    @BeforeEach
    void start() {
        var settings = Settings.of("http.token-file=" + directory.resolve("token"));
        service = Service.start("echo", settings, new HostPort("127.0.0.1", 0));
        var base = URI.create("http://127.0.0.1:" + service.port());
        client = new ServiceClient(http, base, service.bean(ServiceToken.class), Duration.ofSeconds(60));
    }

    @AfterEach
    void stop() {
        service.close();
        http.shutdownNow();
    }

    @Test
    void healthNamesEachPartAndIs503WhenOneIsUnwell() throws Exception {
        assertEquals(200, get("/health").statusCode());

        service.health().add("disk", () -> Condition.unwell("The disk is full."));

        var answer = get("/health");
        assertEquals(503, answer.statusCode());
        assertTrue(answer.body().contains("\"disk\":{\"well\":false,\"detail\":\"The disk is full.\"}"), answer.body());
    }

    @Test
    void aPartThatIsUnwellTakesTheServiceOutOfNoBalancerButADrainDoes() throws Exception {
        service.health().add("kafka", () -> Condition.unwell("Kafka does not answer."));
        assertEquals(200, get("/health/ready").statusCode());

        service.drain();

        assertEquals(503, get("/health/ready").statusCode());
        assertEquals(200, get("/health/live").statusCode());
    }

    @Test
    void whileItStartsOnlyWatchersGetIn() throws Exception {
        int port = freePort();
        var answers = new ArrayList<Integer>();
        var settings = Settings.of("http.token-file=" + directory.resolve("token"));
        var part = new Asking(() -> {
            for (var path : List.of("/internal/v1/echo/thread", "/health/live", "/health/ready", "/prometheus")) {
                answers.add(get(port, path).statusCode());
            }
        });

        try (var starting = Service.start("echo", settings, new HostPort("127.0.0.1", port), Parts.of(part))) {
            assertEquals(List.of(503, 200, 503, 200), answers);
            assertEquals(401, get(starting.port(), "/internal/v1/echo/thread").statusCode());
        }
    }

    /// A part whose start asks the service itself.
    private record Asking(Question question) implements Running {
        interface Question {
            void ask() throws Exception;
        }

        @Override
        public void start() {
            try {
                question.ask();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {}
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }

    @Test
    void prometheusShowsTheMeasurements() throws Exception {
        var answer = get("/prometheus");

        assertEquals(200, answer.statusCode());
        assertTrue(answer.body().contains("jvm_memory_used_bytes"), answer.body());
    }

    @Test
    void theInternalApiNeedsTheServiceToken() throws Exception {
        var answer = get("/internal/v1/echo/thread");

        assertEquals(401, answer.statusCode());
        assertEquals(
                "{\"status\":401,\"title\":\"unauthorized\",\"detail\":\"This API needs the service token.\"}",
                answer.body());
    }

    @Test
    void controllersRunOnVirtualThreads() {
        assertEquals("true", client.get("/internal/v1/echo/thread", String.class));
    }

    @Test
    void aCallForARequestContinuesItsTraceAndAnotherBeginsItsOwn() throws Exception {
        var trace = "00-" + "1".repeat(32) + "-";
        var path = "/internal/v1/echo/onward/" + service.port();

        assertTrue(traced(path, trace + "2".repeat(16) + "-00").matches(".?" + trace + "(?!2{16})[0-9a-f]{16}-00.?"));
        for (var malformed : List.of("", "00-1-2-3", "00-" + "0".repeat(32) + "-" + "2".repeat(16) + "-01")) {
            var begun = traced(path, malformed);
            assertTrue(begun.matches(".?00-[0-9a-f]{32}-[0-9a-f]{16}-01.?"), begun);
            assertFalse(begun.contains("0".repeat(32)), begun);
        }
    }

    private String traced(String path, String traceparent) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + service.port() + path))
                .header("Authorization", service.bean(ServiceToken.class).authorization())
                .header("traceparent", traceparent)
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString()).body();
    }

    @Test
    void recordsGoBothWaysAsTheyDoInEvents() {
        var letter = new EchoController.Letter("hello", Optional.empty(), List.of(), Instant.EPOCH);

        assertEquals(letter, client.post("/internal/v1/echo/letter", letter, EchoController.Letter.class));
    }

    @Test
    void errorsSayWhoIsToBlame() {
        var refused =
                assertThrows(ServiceError.Refused.class, () -> client.get("/internal/v1/echo/missing", String.class));
        assertEquals("There is no such letter.", refused.getMessage());
        assertEquals(404, refused.status());

        var failed =
                assertThrows(ServiceError.Failed.class, () -> client.get("/internal/v1/echo/broken", String.class));
        assertEquals("Something went wrong; the log says what.", failed.getMessage());

        var nowhere = assertThrows(ServiceError.Refused.class, () -> client.get("/internal/v1/nowhere", String.class));
        assertEquals(404, nowhere.status());

        service.close();
        assertThrows(ServiceError.Unavailable.class, () -> client.get("/internal/v1/echo/thread", String.class));
    }

    private HttpResponse<String> get(String path) throws IOException, InterruptedException {
        return get(service.port(), path);
    }

    private HttpResponse<String> get(int port, String path) throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .build();
        return http.send(request, HttpResponse.BodyHandlers.ofString());
    }
}
