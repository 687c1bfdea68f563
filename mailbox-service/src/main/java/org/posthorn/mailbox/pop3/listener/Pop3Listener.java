package org.posthorn.mailbox.pop3.listener;

import java.time.Duration;
import javax.net.ssl.SSLContext;
import org.posthorn.mailbox.listener.Ports;
import org.posthorn.mailbox.listener.Ports.Limits;
import org.posthorn.mailbox.listener.Ports.Protocol;
import org.posthorn.mailbox.pop3.Pop3Settings;
import org.posthorn.mailbox.pop3.maildrop.MaildropLocks;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.service.Running;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The ports of POP3, and who keeps the locks of its sessions.
public final class Pop3Listener implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(Pop3Listener.class);

    private static final Duration ATTENDANCE = Duration.ofSeconds(10);

    private final Ports ports;
    private final MaildropLocks locks;
    private final Thread renewal = Thread.ofVirtual().name("pop3-locks").unstarted(this::renew);

    public Pop3Listener(Pop3Services services, SSLContext tls) {
        locks = services.locks();
        ports = new Ports(
                new Protocol(
                        "pop3",
                        "-ERR [SYS/TEMP] Too many connections",
                        (socket, tlsFirst) -> new Pop3Connection(services, socket, tls, tlsFirst)),
                limits(services.settings()));
    }

    private static Limits limits(Pop3Settings settings) {
        return new Limits(
                settings.host(),
                settings.port(),
                settings.tlsPort(),
                settings.maxConnections(),
                settings.maxConnectionsPerClient(),
                ATTENDANCE);
    }

    /// The port that it really has.
    public int port() {
        return ports.port();
    }

    /// The port of TLS that it really has.
    public int securePort() {
        return ports.securePort();
    }

    @Override
    public void start() {
        ports.start();
        renewal.start();
    }

    private void renew() {
        while (true) {
            try {
                Thread.sleep(MaildropLocks.RENEW_MILLIS);
                if (ports.connections() > 0) {
                    renewLocks();
                }
            } catch (InterruptedException e) {
                return;
            } catch (EnvironmentFailure e) {
                LOG.warn("locks-not-renewed reason={}", e.getMessage());
            }
        }
    }

    /// Keeps the locks that sessions have.
    public void renewLocks() {
        locks.renew();
    }

    @Override
    public void drain() {
        ports.drain();
    }

    @Override
    public void close() {
        ports.close();
        renewal.interrupt();
        try {
            locks.releaseAll();
        } catch (EnvironmentFailure e) {
            LOG.warn("locks-not-released reason={}", e.getMessage());
        }
    }
}
