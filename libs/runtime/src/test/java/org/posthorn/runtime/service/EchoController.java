package org.posthorn.runtime.service;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Header;
import io.micronaut.http.annotation.Post;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceToken;

@Controller("/internal/v1/echo")
@Requires(property = "posthorn.service", value = "echo")
final class EchoController {
    private final ServiceToken token;

    EchoController(ServiceToken token) {
        this.token = token;
    }

    record Letter(String text, Optional<String> note, List<String> lines, Instant at) {}

    @Get("/thread")
    String thread() {
        return Boolean.toString(Thread.currentThread().isVirtual());
    }

    @Get("/trace")
    Letter trace(@Header String traceparent) {
        return new Letter(traceparent, Optional.empty(), List.of(), Instant.EPOCH);
    }

    /// Asks [#trace] at another port, or its own.
    @Get("/onward/{port}")
    String onward(int port) {
        try (var http = ServiceClient.httpClient()) {
            var base = URI.create("http://127.0.0.1:" + port);
            return new ServiceClient(http, base, token, Duration.ofSeconds(30))
                    .get("/internal/v1/echo/trace", Letter.class)
                    .text();
        }
    }

    @Post("/letter")
    Letter letter(@Body Letter letter) {
        return letter;
    }

    @SuppressWarnings("DoNotCallSuggester")
    @Get("/missing")
    String missing() {
        throw Refusal.notFound("There is no such letter.");
    }

    @SuppressWarnings("DoNotCallSuggester")
    @Get("/broken")
    String broken() {
        throw new IllegalStateException("a secret of the inside");
    }
}
