package org.posthorn.gateway.trace;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.List;
import org.posthorn.events.api.TraceApi.Told;
import org.posthorn.events.api.TraceApi.Traced;

/// The trace for `mailctl`; callers show the service token.
@Controller("/internal/v1/trace")
@ExecuteOn(TaskExecutors.VIRTUAL)
final class TraceApiController {
    private final TracePages pages;
    private final TraceStore store;

    TraceApiController(TracePages pages, TraceStore store) {
        this.pages = pages;
        this.store = store;
    }

    @Get
    List<Traced> search(HttpRequest<?> request) {
        return pages.traced(request.getParameters());
    }

    @Get("/{messageId}")
    Told told(String messageId) {
        return pages.told(TraceController.id(messageId));
    }

    @Post("/rebuild")
    @Status(HttpStatus.NO_CONTENT)
    void rebuild() {
        store.forget();
    }
}
