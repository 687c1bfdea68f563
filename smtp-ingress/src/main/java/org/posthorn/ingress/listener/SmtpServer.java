package org.posthorn.ingress.listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.posthorn.ingress.SmtpSettings;
import org.posthorn.ingress.limits.Networks;
import org.posthorn.ingress.session.ListenerKind;
import org.posthorn.runtime.service.Running;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// All ports of the SMTP server, and the sessions on them.
public final class SmtpServer implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpServer.class);
    private static final Duration DRAIN = Duration.ofSeconds(20);
    private static final Duration SWEEP = Duration.ofSeconds(5);
    private static final Duration GRACE = Duration.ofSeconds(10);

    private final SmtpSettings settings;
    private final OpenSessions sessions;
    private final List<SmtpListener> listeners = new ArrayList<>();
    private final Thread sweeper;
    private volatile boolean closed;

    SmtpServer(SmtpSettings settings, List<String> trustedNetworks, SessionServices services) {
        this.settings = settings;
        this.sessions = new OpenSessions(settings.maxSessions(), settings.maxSessionsPerClient());
        this.sweeper = Thread.ofVirtual().name("smtp-sweeper").unstarted(this::sweep);
        var exempt = Networks.of(trustedNetworks);
        var proxies = Networks.of(settings.proxyNetworks());
        add(ListenerKind.MX, Optional.of(settings.port()), exempt, proxies, services);
        add(ListenerKind.SUBMISSION, settings.submissionPort(), exempt, proxies, services);
        add(ListenerKind.SUBMISSIONS, settings.submissionsPort(), exempt, proxies, services);
        services.metrics().gauge("posthorn_ingress_sessions", "Sessions that are open.", sessions::size);
    }

    private void add(
            ListenerKind kind, Optional<Integer> port, Networks exempt, Networks proxies, SessionServices services) {
        port.map(number -> new InetSocketAddress(settings.bind(), number))
                .map(address -> new SmtpListener.Door(kind, address, exempt, proxies))
                .ifPresent(door -> listeners.add(new SmtpListener(door, services, sessions)));
    }

    @Override
    public void start() {
        emptySpool(settings.spool());
        LOG.info("smtp: Starting SMTP server (receive only) on :{}", settings.port());
        for (var listener : listeners) {
            listener.open();
            if (listener.kind() == ListenerKind.MX) {
                LOG.info("SMTP server listening on {}:{}", settings.bind(), listener.port());
            } else {
                LOG.info("{} listening on {}:{}", listener.kind().label(), settings.bind(), listener.port());
            }
        }
        sweeper.start();
    }

    /// The port that a listener really has; 0 when there is none.
    public int port(ListenerKind kind) {
        return listeners.stream()
                .filter(listener -> listener.kind() == kind)
                .mapToInt(SmtpListener::port)
                .findFirst()
                .orElse(0);
    }

    public int openSessions() {
        return sessions.size();
    }

    /// Takes no new sessions, ends the idle ones with 421, and lets transactions come to their reply.
    @Override
    public void drain() {
        listeners.forEach(SmtpListener::close);
        sessions.drain();
        var until = Instant.now().plus(DRAIN);
        while (sessions.size() > 0 && Instant.now().isBefore(until)) {
            sessions.wakeWaiting();
            if (!rest(Duration.ofMillis(20))) {
                return;
            }
        }
    }

    @Override
    public void close() {
        closed = true;
        listeners.forEach(SmtpListener::close);
        sessions.drain();
        sessions.cutAll();
        sweeper.interrupt();
    }

    private void sweep() {
        while (!closed && rest(SWEEP)) {
            sessions.cutOverdue(System.nanoTime(), GRACE.toNanos());
        }
    }

    private static boolean rest(Duration pause) {
        try {
            Thread.sleep(pause);
            return true;
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /// What an earlier process left there belongs to messages that were never accepted.
    private static void emptySpool(Path spool) {
        try {
            Files.createDirectories(spool);
            try (var files = Files.newDirectoryStream(spool, "*.spool")) {
                for (var file : files) {
                    Files.deleteIfExists(file);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("The spool directory " + spool + " cannot be used: " + e.getMessage(), e);
        }
    }
}
