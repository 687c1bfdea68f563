package org.posthorn.runtime.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.api.Problem;
import org.posthorn.runtime.health.Health;

/// Lets nobody but who watches in before the service has started. A request would make the parts that it needs, beside
/// the start that makes them too: each could wait for what the other has in hand, for ever.
@ServerFilter("/**")
final class StartFilter {
    private final Health health;

    StartFilter(Health health) {
        this.health = health;
    }

    @RequestFilter
    @Nullable
    HttpResponse<Problem> admit(HttpRequest<?> request) {
        var path = request.getPath();
        if (health.hasBegun() || path.startsWith("/health") || path.equals("/prometheus")) {
            return null;
        }
        return HttpResponse.<Problem>status(HttpStatus.SERVICE_UNAVAILABLE)
                .body(new Problem(503, "starting", "The service is starting."));
    }
}
