package org.posthorn.runtime.tracing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.testing.Eventually.eventually;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.events.MessageId;
import org.posthorn.events.TraceContext;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.settings.SettingsRefused;

/// Spans at a collector that answers what a test wants.
class SpansTest {
    private static final MessageId MESSAGE = MessageId.of("01JDPKQZ3M8X4V9T2B7C6D5E4F");
    private static final Instant BEGIN = Instant.parse("2026-11-27T09:00:00.000000001Z");

    private final Metrics metrics = Metrics.forTests();
    private final List<JsonNode> received = new CopyOnWriteArrayList<>();
    private final List<String> authorizations = new CopyOnWriteArrayList<>();
    private final LinkedBlockingQueue<Integer> answers = new LinkedBlockingQueue<>();
    private HttpServer collector;

    @BeforeEach
    void start() throws IOException {
        collector = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        collector.createContext("/v1/traces", this::take);
        collector.start();
    }

    @AfterEach
    void stop() {
        collector.stop(0);
        metrics.close();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange;
                var body = new GZIPInputStream(exchange.getRequestBody())) {
            authorizations.add(exchange.getRequestHeaders().getFirst("authorization"));
            received.add(new ObjectMapper().readTree(body));
            var answer = answers.poll();
            exchange.sendResponseHeaders(answer == null ? 200 : answer, -1);
        }
    }

    private Spans spans(String... more) {
        var settings = Settings.of("tracing.endpoint=http://127.0.0.1:"
                        + collector.getAddress().getPort() + "/v1/traces")
                .with(more);
        return Spans.of(settings.get(TracingSettings.class), "ingress", metrics);
    }

    private static Span span(Span.Step step, String event, boolean failed) {
        return new Span(
                MESSAGE, step, Span.idOf(event), BEGIN, BEGIN.plusMillis(5), Map.of("posthorn.outcome", "x"), failed);
    }

    private double counted(String result) {
        return metrics.registry()
                .get("posthorn_tracing_spans")
                .tag("result", result)
                .counter()
                .count();
    }

    @Test
    void nothingIsWantedUntilACollectorIsNamed() {
        var off = Spans.of(Settings.of().get(TracingSettings.class), "ingress", metrics);

        assertSame(Spans.OFF, off);
        assertFalse(off.wants(MESSAGE));
    }

    @Test
    void theStepsOfAMessageAreOneTraceWithTheSpansThatItsRecordsCarry() {
        try (var spans = spans("tracing.headers=authorization=Bearer T")) {
            assertTrue(spans.wants(MESSAGE));
            spans.ended(span(Span.Step.ACCEPT, MESSAGE.value(), false));
            spans.ended(span(Span.Step.JUDGE, MESSAGE + "/judged", false));
            spans.ended(span(Span.Step.FILE, "filed", true));
        }

        assertEquals(List.of("Bearer T"), authorizations);
        var resource = received.getFirst().path("resourceSpans").path(0);
        assertEquals(
                "[{\"key\":\"service.name\",\"value\":{\"stringValue\":\"posthorn-ingress\"}}]",
                resource.path("resource").path("attributes").toString());
        var written = resource.path("scopeSpans").path(0).path("spans");
        assertEquals(List.of("accept", "judge", "file"), written.findValuesAsText("name"));
        var accept = written.path(0);
        var record = TraceContext.of(MESSAGE, MESSAGE.value()).split("-");
        assertEquals(record[1], accept.path("traceId").asText());
        assertEquals(record[2], accept.path("spanId").asText());
        assertTrue(accept.path("parentSpanId").isMissingNode());
        assertEquals("1795770000000000001", accept.path("startTimeUnixNano").asText());
        assertEquals("1795770000005000001", accept.path("endTimeUnixNano").asText());
        assertEquals(record[2], written.path(1).path("parentSpanId").asText());
        assertEquals(
                written.path(1).path("spanId").asText(),
                written.path(2).path("parentSpanId").asText());
        assertEquals(2, written.path(2).path("status").path("code").asInt());
        assertTrue(accept.path("status").isMissingNode());
        assertEquals(3, counted("sent"));
    }

    @Test
    void whatACollectorCannotTakeNowIsSentAgain() {
        answers.add(503);
        try (var spans = spans()) {
            spans.ended(span(Span.Step.ACCEPT, "a", false));
            eventually("it was sent again", () -> received.size() == 2);
        }

        assertEquals(received.get(0), received.get(1));
        assertEquals(1, counted("sent"));
    }

    @Test
    void whatItRefusesIsDroppedAndCounted() {
        answers.add(400);
        try (var spans = spans()) {
            spans.ended(span(Span.Step.ACCEPT, "a", false));
        }

        assertEquals(1, received.size());
        assertEquals(1, counted("dropped"));
    }

    @Test
    void aPartOfTheMessagesIsTheSameForEveryService() {
        try (var one = spans("tracing.sample=0.3");
                var other = spans("tracing.sample=0.3");
                var none = spans("tracing.sample=0")) {
            int wanted = 0;
            for (int i = 0; i < 2000; i++) {
                var id = MessageId.next(BEGIN);
                assertEquals(one.wants(id), other.wants(id));
                assertFalse(none.wants(id));
                wanted += one.wants(id) ? 1 : 0;
            }
            assertTrue(wanted > 450 && wanted < 750, wanted + " of 2000");
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "endpoint=collector:4318 | endpoint is an address such as http://collector:4318/v1/traces",
                "endpoint=ftp://x/       | endpoint is an address such as http://collector:4318/v1/traces",
                "sample=1.5              | sample is from 0 to 1, not 1.5",
                "headers=host=x           | headers: \"host\" cannot be sent, or not with this value",
            })
    void aWrongSettingStopsTheStart(String setting, String sentence) {
        var refused = assertThrows(SettingsRefused.class, () -> Settings.of("tracing." + setting));

        assertTrue(String.valueOf(refused.getMessage()).contains(sentence), refused::getMessage);
    }
}
