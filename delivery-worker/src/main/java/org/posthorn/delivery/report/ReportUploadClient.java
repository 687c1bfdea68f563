package org.posthorn.delivery.report;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import org.posthorn.delivery.web.WebClient;

/// Hands a report over by HTTPS POST (RFC 8460 §5.4).
public final class ReportUploadClient {
    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final WebClient web;

    public ReportUploadClient(WebClient web) {
        this.web = web;
    }

    /// @return whether the server took it
    boolean upload(String to, byte[] compressed) {
        try {
            var answer = web.post(URI.create(to), "application/tlsrpt+gzip", compressed, LIMIT);
            return answer.status() / 100 == 2;
        } catch (IOException | IllegalArgumentException _) {
            return false;
        }
    }
}
