package org.posthorn.runtime.service;

import io.micronaut.context.ApplicationContext;
import io.micronaut.runtime.server.EmbeddedServer;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.posthorn.runtime.health.Condition;
import org.posthorn.runtime.health.DiskRoom;
import org.posthorn.runtime.health.DiskSettings;
import org.posthorn.runtime.health.Health;
import org.posthorn.runtime.http.HttpSettings;
import org.posthorn.runtime.http.ServiceToken;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.settings.HostPort;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.tracing.Spans;
import org.posthorn.runtime.tracing.TracingSettings;

/// One service in an application context of its own: alone in its process, or beside the others in one JVM. The beans
/// of a service are guarded by `@Configuration` and `@Requires(property = "posthorn.service", value = "<name>")` on
/// its package, so that one class path serves all. Its factory makes the bean [Parts].
///
/// The HTTP server comes up first, so that `/health` says what the start is waiting for; its other paths answer 503
/// until the start is over.
public final class Service implements AutoCloseable {
    private final String name;
    private final ApplicationContext context;
    private final EmbeddedServer server;
    private final AtomicReference<Condition> phase = new AtomicReference<>(Condition.unwell("starting"));

    private Service(String name, ApplicationContext context) {
        this.name = name;
        this.context = context;
        this.server = context.getBean(EmbeddedServer.class);
    }

    /// Starts a service and returns when all its parts have begun.
    ///
    /// @param name    such as `mailbox`
    /// @param address where its HTTP API listens; port 0 lets the system choose
    /// @param shared  singletons that its beans may ask for, such as a service address or a fake of a test
    public static Service start(String name, Settings settings, HostPort address, Object... shared) {
        var http = settings.get(HttpSettings.class);
        var context = ApplicationContext.builder()
                .deduceEnvironment(false)
                .banner(false)
                .eagerInitSingletons(false)
                .environmentPropertySource(false)
                .properties(properties(name, http, address))
                .build();
        var health = new Health();
        context.registerSingleton(settings);
        context.registerSingleton(health);
        var metrics = Metrics.of(name);
        context.registerSingleton(metrics);
        context.registerSingleton(Spans.class, Spans.of(settings.get(TracingSettings.class), name, metrics));
        var disks = new DiskRoom(settings.get(DiskSettings.class));
        context.registerSingleton(disks);
        context.registerSingleton(ServiceToken.of(http));
        for (var singleton : shared) {
            context.registerSingleton(singleton);
        }
        context.start();
        var service = new Service(name, context);
        health.add(Health.SERVICE, service.phase::get);
        if (!settings.get(DiskSettings.class).directories().isEmpty()) {
            disks.measure(metrics);
            health.add("disks", disks::condition);
        }
        try {
            service.server.start();
            context.findBean(Parts.class).ifPresent(Parts::start);
        } catch (RuntimeException e) {
            service.close();
            throw e;
        }
        health.begun();
        service.phase.set(Condition.well("running"));
        return service;
    }

    private static Map<String, Object> properties(String name, HttpSettings http, HostPort address) {
        return Map.ofEntries(
                Map.entry("posthorn.service", name),
                Map.entry("micronaut.application.name", "posthorn-" + name),
                Map.entry("micronaut.server.host", address.host().isEmpty() ? "0.0.0.0" : address.host()),
                Map.entry("micronaut.server.port", address.port() == 0 ? -1 : address.port()),
                Map.entry("micronaut.server.server-header", ""),
                Map.entry(
                        "micronaut.server.max-request-size",
                        http.maxRequestSize().bytes()),
                Map.entry(
                        "micronaut.server.max-request-buffer-size",
                        http.maxRequestSize().bytes()),
                Map.entry(
                        "micronaut.server.multipart.max-file-size",
                        http.maxRequestSize().bytes()),
                Map.entry("micronaut.server.idle-timeout", "120s"),
                Map.entry("micronaut.server.thread-selection", "BLOCKING"),
                // without it pictures of a sandboxed message, whose document has no origin, get 403 on localhost
                Map.entry("micronaut.server.cors.localhost-pass-through", true),
                Map.entry("micronaut.netty.event-loops.default.num-threads", http.eventLoops()),
                Map.entry("micronaut.metrics.enabled", false),
                Map.entry("endpoints.all.enabled", false),
                Map.entry("micronaut.http.client.read-timeout", "30s"));
    }

    public String name() {
        return name;
    }

    /// The port that its HTTP API really has.
    public int port() {
        return server.getPort();
    }

    public ApplicationContext context() {
        return context;
    }

    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public Health health() {
        return context.getBean(Health.class);
    }

    /// Takes nothing new and finishes what is under way. The HTTP API still answers.
    public void drain() {
        phase.set(Condition.unwell("draining"));
        if (context.isRunning()) {
            context.findBean(Parts.class).ifPresent(Parts::drain);
        }
    }

    @Override
    public void close() {
        if (!context.isRunning()) {
            return;
        }
        context.findBean(Parts.class).ifPresent(Parts::close);
        var metrics = context.getBean(Metrics.class);
        var spans = context.getBean(Spans.class);
        // the server stops with its context
        context.close();
        spans.close();
        metrics.close();
    }
}
