package org.posthorn.delivery.report;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import org.posthorn.runtime.http.BoundedExchange;

/// Hands a report over by HTTPS POST (RFC 8460 §5.4).
public final class ReportUploadClient implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final HttpClient http =
            HttpClient.newBuilder().connectTimeout(LIMIT).build();

    /// @return whether the server took it
    boolean upload(String to, byte[] compressed) {
        try {
            var request = HttpRequest.newBuilder(URI.create(to))
                    .timeout(LIMIT)
                    .header("Content-Type", "application/tlsrpt+gzip")
                    .POST(BodyPublishers.ofByteArray(compressed))
                    .build();
            return BoundedExchange.send(http, request, BodyHandlers.discarding())
                                    .statusCode()
                            / 100
                    == 2;
        } catch (IOException | IllegalArgumentException _) {
            return false;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
