package org.posthorn.runtime.http;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.api.Problem;

/// Lets only callers with the service token into `/internal/**`.
@ServerFilter("/internal/**")
final class ServiceTokenFilter {
    private final ServiceToken token;

    ServiceTokenFilter(ServiceToken token) {
        this.token = token;
    }

    @RequestFilter
    @Nullable
    HttpResponse<Problem> admit(HttpRequest<?> request) {
        var shown = request.getHeaders().get("Authorization");
        if (shown != null && token.matches(shown)) {
            return null;
        }
        return HttpResponse.<Problem>unauthorized()
                .body(new Problem(401, "unauthorized", "This API needs the service token."));
    }
}
