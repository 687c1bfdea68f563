package org.posthorn.ingress.listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.ingress.limits.Networks;
import org.posthorn.ingress.limits.Visitor;
import org.posthorn.ingress.session.Answer;
import org.posthorn.ingress.session.ClientAddress;
import org.posthorn.ingress.session.Facts;
import org.posthorn.ingress.session.ListenerKind;
import org.posthorn.mail.message.TraceHeader;
import org.posthorn.mail.smtp.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One port: accepts connections and gives each a virtual thread.
final class SmtpListener {
    private static final Logger LOG = LoggerFactory.getLogger(SmtpListener.class);
    private static final int BACKLOG = 1024;
    private static final Duration PROXY_PATIENCE = Duration.ofSeconds(5);

    /// @param exempt  networks without a limit of sessions per client
    /// @param proxies networks that must send a PROXY header
    record Door(ListenerKind kind, InetSocketAddress address, Networks exempt, Networks proxies) {}

    private final Door door;
    private final HopWatch hops = new HopWatch();
    private final SessionServices services;
    private final OpenSessions sessions;
    private @Nullable ServerSocket socket;

    SmtpListener(Door door, SessionServices services, OpenSessions sessions) {
        this.door = door;
        this.services = services;
        this.sessions = sessions;
    }

    void open() {
        try {
            var opened = new ServerSocket();
            opened.setReuseAddress(true);
            opened.bind(door.address(), BACKLOG);
            socket = opened;
            Thread.ofPlatform().daemon().name("smtp-" + door.kind().label()).start(() -> acceptAll(opened));
        } catch (IOException e) {
            throw new UncheckedIOException(
                    "The port %d of %s cannot be opened: %s"
                            .formatted(door.address().getPort(), door.kind().label(), e.getMessage()),
                    e);
        }
    }

    ListenerKind kind() {
        return door.kind();
    }

    /// The port that it really has.
    int port() {
        return socket == null ? 0 : socket.getLocalPort();
    }

    /// Takes no more connections.
    void close() {
        try {
            if (socket != null) {
                socket.close();
            }
        } catch (IOException e) {
            LOG.warn("listener-close-failed port={} reason={}", port(), e.toString());
        }
    }

    private void acceptAll(ServerSocket opened) {
        while (!opened.isClosed()) {
            try {
                var accepted = opened.accept();
                Thread.ofVirtual().name("smtp-session").start(() -> serve(accepted));
            } catch (IOException e) {
                if (!opened.isClosed()) {
                    // Out of file descriptors, most likely: let sessions end before the next attempt.
                    LOG.warn("accept-failed port={} reason={}", opened.getLocalPort(), e.toString());
                    rest();
                }
            }
        }
    }

    private static void rest() {
        try {
            Thread.sleep(Duration.ofMillis(100));
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
        }
    }

    private void serve(Socket accepted) {
        try (accepted) {
            accepted.setTcpNoDelay(true);
            var client = client(accepted);
            watch(client);
            var connection = new Connection(accepted);
            var visitor = services.limits().visitor(client.address());
            var refusal = refusal(client, visitor);
            if (refusal.isPresent()) {
                if (door.kind() != ListenerKind.SUBMISSIONS) {
                    connection.say(refusal.get());
                }
                connection.close();
                return;
            }
            services.metrics().connected();
            try (var ticket = sessions.enter(client.address(), connection);
                    connection) {
                var facts = Facts.of(door.kind(), client.address().isLoopbackAddress(), tls(connection));
                new SessionThread(services, connection, new SessionThread.Client(client, visitor), facts, ticket).run();
            }
        } catch (IOException e) {
            LOG.debug("connection-failed port={} reason={}", door.address().getPort(), e.toString());
        }
    }

    private void watch(ClientAddress client) {
        if (door.kind() == ListenerKind.MX) {
            hops.seen(client.address())
                    .ifPresent(hop -> LOG.warn(
                            "clients-hidden port={} hop={} do=\"let the balancer keep clients' addresses"
                                    + " (externalTrafficPolicy: Local), or speak PROXY and name it in"
                                    + " smtp.proxy-networks\"",
                            port(),
                            hop.getHostAddress()));
        }
    }

    /// Why a client gets no session, when it gets none: it is blocked, or there are too many.
    private Optional<Reply> refusal(ClientAddress client, Visitor visitor) {
        var full = sessions.refusal(client.address(), isExempt(client.address()));
        var refused = services.admission().client(door.kind(), visitor, full);
        refused.ifPresent(why -> {
            services.metrics().turnedAway();
            var facts = Facts.of(door.kind(), false, Optional.empty());
            services.tell(client, facts, SessionServices.Refused.at("CONNECT"), why);
        });
        return refused.map(Answer.Refused::reply);
    }

    private boolean isExempt(InetAddress address) {
        return address.isLoopbackAddress() || door.exempt().contains(address);
    }

    /// The client, behind a proxy the one that it names.
    private ClientAddress client(Socket accepted) throws IOException {
        var direct = new ClientAddress(accepted.getInetAddress(), accepted.getPort());
        if (!door.proxies().contains(direct.address())) {
            return direct;
        }
        var input = new TimedInput(accepted, accepted.getInputStream());
        input.allow(PROXY_PATIENCE, PROXY_PATIENCE);
        return ProxyHeader.read(input).orElse(direct);
    }

    private Optional<TraceHeader.Tls> tls(Connection connection) throws IOException {
        if (door.kind() != ListenerKind.SUBMISSIONS) {
            return Optional.empty();
        }
        var tls = connection.handshake(
                services.tls().getSocketFactory(), services.times().greeting());
        services.metrics().encrypted();
        return Optional.of(tls);
    }
}
