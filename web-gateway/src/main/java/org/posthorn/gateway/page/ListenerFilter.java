package org.posthorn.gateway.page;

import io.micronaut.core.order.Ordered;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.HttpResponse;
import io.micronaut.http.HttpStatus;
import io.micronaut.http.annotation.Filter;
import io.micronaut.http.annotation.RequestFilter;
import io.micronaut.http.annotation.ServerFilter;
import org.jspecify.annotations.Nullable;

/// What a listener does not serve does not exist there; asked before every other filter.
@ServerFilter(Filter.MATCH_ALL_PATTERN)
final class ListenerFilter implements Ordered {
    private final Listeners listeners;

    ListenerFilter(Listeners listeners) {
        this.listeners = listeners;
    }

    @RequestFilter
    @Nullable
    HttpResponse<?> admit(HttpRequest<?> request) {
        return listeners.serves(request) ? null : Answers.text(HttpStatus.NOT_FOUND, "There is nothing here.");
    }

    @Override
    public int getOrder() {
        return HIGHEST_PRECEDENCE;
    }
}
