package org.posthorn.runtime.service;

import io.micronaut.context.annotation.Requires;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.runtime.http.Refusal;

@Controller("/internal/v1/echo")
@Requires(property = "posthorn.service", value = "echo")
final class EchoController {
    record Letter(String text, Optional<String> note, List<String> lines, Instant at) {}

    @Get("/thread")
    String thread() {
        return Boolean.toString(Thread.currentThread().isVirtual());
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
