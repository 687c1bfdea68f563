package org.posthorn.gateway.push;

import io.micronaut.http.HttpRequest;
import io.micronaut.http.MediaType;
import io.micronaut.http.annotation.Controller;
import io.micronaut.http.annotation.Get;
import io.micronaut.http.annotation.Produces;
import io.micronaut.http.sse.Event;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import org.posthorn.gateway.login.Session;
import org.reactivestreams.Publisher;

/// `/events`: the live stream of a page.
@Controller
final class EventsController implements AutoCloseable {
    private final ChangeFanout fanout;
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
            Thread.ofPlatform().daemon().name("heartbeat").factory());

    EventsController(ChangeFanout fanout) {
        this.fanout = fanout;
    }

    @Get("/events")
    @Produces(MediaType.TEXT_EVENT_STREAM)
    Publisher<Event<?>> events(HttpRequest<?> request) {
        var last = Optional.ofNullable(request.getHeaders().get("Last-Event-ID"));
        return new EventStream(fanout, Session.of(request).account(), last, timer);
    }

    @Override
    @jakarta.annotation.PreDestroy
    public void close() {
        timer.shutdownNow();
    }
}
