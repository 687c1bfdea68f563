package org.posthorn.gateway.page;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MutableHttpResponse;
import io.micronaut.http.annotation.ResponseFilter;
import io.micronaut.http.annotation.ServerFilter;
import java.util.Map;
import org.posthorn.runtime.health.Health;

/// Tells the world whether the service is well and no more: the parts name hosts, paths and disks.
@ServerFilter("/health")
final class PublicHealthFilter {
    private final Listeners listeners;

    PublicHealthFilter(Listeners listeners) {
        this.listeners = listeners;
    }

    @ResponseFilter
    void keepStatus(HttpRequest<?> request, MutableHttpResponse<?> response) {
        if (!listeners.isInside(request) && response.body() instanceof Health.Report report) {
            response.body(Map.of("status", report.status()));
        }
    }
}
