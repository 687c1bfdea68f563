package org.posthorn.runtime.tracing;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import org.posthorn.runtime.http.BoundedExchange;

/// Hands requests to a collector.
final class SpanClient implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(LIMIT)
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final URI collector;
    private final Map<String, String> headers;

    SpanClient(URI collector, Map<String, String> headers) {
        this.collector = collector;
        this.headers = headers;
    }

    /// What became of a request.
    sealed interface Answer {
        record Taken() implements Answer {}

        /// @param again whether the same may be taken later
        record NotTaken(String reason, boolean again) implements Answer {}
    }

    Answer send(byte[] json) throws InterruptedException {
        var request = HttpRequest.newBuilder(collector)
                .timeout(LIMIT)
                .header("content-type", "application/json")
                .header("content-encoding", "gzip")
                .POST(BodyPublishers.ofByteArray(compressed(json)));
        headers.forEach(request::header);
        try {
            int status = BoundedExchange.send(http, request.build(), BodyHandlers.discarding())
                    .statusCode();
            return status / 100 == 2 ? new Answer.Taken() : new Answer.NotTaken("status " + status, isPassing(status));
        } catch (IOException e) {
            return new Answer.NotTaken(String.valueOf(e), true);
        }
    }

    /// Those that OTLP tells clients to try again.
    private static boolean isPassing(int status) {
        return status == 429 || status == 502 || status == 503 || status == 504;
    }

    private static byte[] compressed(byte[] json) {
        var out = new ByteArrayOutputStream();
        try (var gzip = new GZIPOutputStream(out)) {
            gzip.write(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
