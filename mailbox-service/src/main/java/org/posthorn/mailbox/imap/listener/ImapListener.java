package org.posthorn.mailbox.imap.listener;

import java.time.Duration;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.posthorn.mailbox.imap.ImapSettings;
import org.posthorn.mailbox.imap.connection.ImapConnection;
import org.posthorn.mailbox.imap.connection.Shared;
import org.posthorn.mailbox.listener.Ports;
import org.posthorn.mailbox.listener.Ports.Limits;
import org.posthorn.mailbox.listener.Ports.Protocol;
import org.posthorn.runtime.service.Running;

/// The two ports of IMAP.
public final class ImapListener implements Running {
    private static final Duration ATTENDANCE = Duration.ofSeconds(10);

    private final Ports ports;

    public ImapListener(Shared shared, SSLContext tls) {
        ports = new Ports(
                new Protocol(
                        "imap",
                        "* BYE [LIMIT] Too many connections",
                        (socket, tlsFirst) -> new ImapConnection(shared, socket, tls, tlsFirst)),
                limits(shared.settings()));
    }

    private static Limits limits(ImapSettings settings) {
        var attendance = Stream.of(ATTENDANCE, settings.progressInterval(), settings.uploadTimeout())
                .min(Duration::compareTo)
                .orElseThrow();
        return new Limits(
                settings.host(),
                settings.port(),
                settings.tlsPort(),
                settings.maxConnections(),
                settings.maxConnectionsPerClient(),
                attendance);
    }

    /// The port that it really has.
    public int port() {
        return ports.port();
    }

    /// The port of TLS that it really has.
    public int securePort() {
        return ports.securePort();
    }

    public int connections() {
        return ports.connections();
    }

    @Override
    public void start() {
        ports.start();
    }

    @Override
    public void drain() {
        ports.drain();
    }

    @Override
    public void close() {
        ports.close();
    }
}
