package org.posthorn.runtime.tracing;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Spans as an `ExportTraceServiceRequest` in JSON (OTLP 1.x: ids in hexadecimal, times as strings of nanoseconds).
///
/// @param service `service.name` of the resource
record OtlpJson(String service) {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int ERROR = 2;

    byte[] request(List<Span> spans) {
        var request = JSON.createObjectNode();
        var resource = request.putArray("resourceSpans").addObject();
        attribute(resource.putObject("resource").putArray("attributes"), "service.name", service);
        var scope = resource.putArray("scopeSpans").addObject();
        scope.putObject("scope").put("name", "org.posthorn");
        var written = scope.putArray("spans");
        spans.forEach(span -> write(span, written.addObject()));
        try {
            return JSON.writeValueAsBytes(request);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree of nodes is always JSON", e);
        }
    }

    private static void write(Span span, ObjectNode node) {
        node.put("traceId", span.trace());
        node.put("spanId", span.id());
        span.parent().ifPresent(parent -> node.put("parentSpanId", parent));
        node.put("name", span.step().word());
        node.put("kind", span.step().kind());
        node.put("startTimeUnixNano", nanoseconds(span.begin()));
        node.put("endTimeUnixNano", nanoseconds(span.end()));
        var attributes = node.putArray("attributes");
        attribute(attributes, "messaging.message.id", span.message().value());
        span.facts().forEach((name, value) -> attribute(attributes, name, value));
        if (span.failed()) {
            node.putObject("status").put("code", ERROR);
        }
    }

    private static void attribute(ArrayNode attributes, String name, String value) {
        attributes.addObject().put("key", name).putObject("value").put("stringValue", value);
    }

    private static String nanoseconds(Instant at) {
        return Long.toString(TimeUnit.SECONDS.toNanos(at.getEpochSecond()) + at.getNano());
    }
}
