package org.posthorn.gateway.admin;

import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Body;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Post;
import io.micronaut.http.annotation.QueryValue;
import io.micronaut.http.annotation.Status;
import io.micronaut.scheduling.TaskExecutors;
import io.micronaut.scheduling.annotation.ExecuteOn;
import java.util.Optional;
import org.posthorn.events.api.AuditApi.Entry;
import org.posthorn.events.api.AuditApi.NewEntry;
import org.posthorn.events.api.Page;

/// The audit for `mailctl`, which reads it and tells what it did; callers show the service token.
@Controller("/internal/v1/audit")
@ExecuteOn(TaskExecutors.VIRTUAL)
final class AuditApiController {
    private static final int MOST_ROWS = 1_000;

    private final AuditStore store;

    AuditApiController(AuditStore store) {
        this.store = store;
    }

    @Get
    Page<Entry> page(
            @QueryValue Optional<Long> cursor,
            @QueryValue(defaultValue = "50") int limit,
            @QueryValue(defaultValue = "") String query) {
        int rows = Math.clamp(limit, 1, MOST_ROWS);
        var entries = store.page(cursor.orElse(Long.MAX_VALUE), query.strip(), rows);
        var next = entries.size() < rows
                ? Optional.<String>empty()
                : Optional.of(Long.toString(entries.getLast().entry()));
        return new Page<>(entries, next);
    }

    @Post
    @Status(HttpStatus.NO_CONTENT)
    void add(@Body NewEntry entry) {
        store.add(entry);
    }
}
