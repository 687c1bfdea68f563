package org.posthorn.gateway.page;

import io.micronaut.context.event.BeanCreatedEvent;
import io.micronaut.context.event.BeanCreatedEventListener;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration;
import io.micronaut.http.server.netty.configuration.NettyHttpServerConfiguration.NettyListenerConfiguration;
import java.util.List;
import org.posthorn.runtime.settings.HostPort;

/// Gives the HTTP server its listeners: the plain one that every service has, and an encrypted one.
public final class EncryptedListener implements BeanCreatedEventListener<NettyHttpServerConfiguration> {
    private final HostPort encrypted;

    public EncryptedListener(HostPort encrypted) {
        this.encrypted = encrypted;
    }

    @Override
    public NettyHttpServerConfiguration onCreated(BeanCreatedEvent<NettyHttpServerConfiguration> event) {
        var server = event.getBean();
        int port = server.getPort().filter(wanted -> wanted > 0).orElse(0);
        server.setListeners(List.of(
                listener("plain", server.getHost().orElse("0.0.0.0"), port, false),
                listener(
                        "encrypted",
                        encrypted.host().isEmpty() ? "0.0.0.0" : encrypted.host(),
                        encrypted.port(),
                        true)));
        return server;
    }

    private static NettyListenerConfiguration listener(String name, String host, int port, boolean encrypted) {
        var listener = new NettyListenerConfiguration(name);
        listener.setHost(host);
        listener.setPort(port);
        listener.setSsl(encrypted);
        return listener;
    }
}
