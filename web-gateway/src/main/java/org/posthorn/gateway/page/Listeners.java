package org.posthorn.gateway.page;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.HttpRequest;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration.NettyListenerConfiguration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.runtime.settings.HostPort;

/// Gives the HTTP server its listeners: the plain one that every service has, here for pages; an encrypted
/// one for them; and one inside for other services, probes and metrics, so that the world reaches pages and
/// `/health`, which each listener answers, and nothing else. What is not well, and which disks and parts there are, is
/// told inside only.
public final class Listeners implements BeanCreatedEventListener<NettyHttpServerConfiguration> {
    private final Optional<HostPort> encrypted;
    private final HostPort inside;
    private final long largestBody;

    /// @param largestBody that is held in memory: anybody may send one, and nobody writes more than a message
    public Listeners(Optional<HostPort> encrypted, HostPort inside, long largestBody) {
        this.encrypted = encrypted;
        this.inside = inside;
        this.largestBody = largestBody;
    }

    @Override
    public NettyHttpServerConfiguration onCreated(BeanCreatedEvent<NettyHttpServerConfiguration> event) {
        var server = event.getBean();
        int port = server.getPort().filter(wanted -> wanted > 0).orElse(0);
        var listeners = new ArrayList<NettyListenerConfiguration>();
        listeners.add(listener("plain", new HostPort(server.getHost().orElse(""), port), false));
        encrypted.ifPresent(address -> listeners.add(listener("encrypted", address, true)));
        listeners.add(listener("inside", inside, false));
        server.setMaxRequestBufferSize(largestBody);
        server.setListeners(List.copyOf(listeners));
        return server;
    }

    private static NettyListenerConfiguration listener(String name, HostPort address, boolean encrypted) {
        var listener = new NettyListenerConfiguration(name);
        listener.setHost(address.host().isEmpty() ? "0.0.0.0" : address.host());
        listener.setPort(address.port());
        listener.setSsl(encrypted);
        return listener;
    }

    /// Whether a request came to the listener that serves this path.
    boolean serves(HttpRequest<?> request) {
        var path = request.getPath();
        if (path.equals("/health")) {
            return true;
        }
        boolean forInside = path.startsWith("/internal/") || path.equals("/prometheus") || path.startsWith("/health/");
        return forInside == isInside(request);
    }

    /// Whether who asks is one of ours: another service, a probe, an operator.
    boolean isInside(HttpRequest<?> request) {
        return request.getServerAddress().getPort() == inside.port();
    }
}
