package org.posthorn.ingress.listener;

import java.net.InetAddress;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.AtomicInteger;
import org.posthorn.ingress.session.Replies;
import org.posthorn.mail.address.IpNetwork;
import org.posthorn.mail.smtp.Reply;

/// The sessions that are open, within two limits: in all, and for one client. Safe for use by many threads.
final class OpenSessions {
    private static final int CLIENT_V6 = 64;

    private final int most;
    private final int mostOfClient;
    private final AtomicInteger count = new AtomicInteger();
    private final ConcurrentMap<IpNetwork, Integer> ofClient = new ConcurrentHashMap<>();
    private final Set<Ticket> open = ConcurrentHashMap.newKeySet();
    private volatile boolean draining;

    OpenSessions(int most, int mostOfClient) {
        this.most = most;
        this.mostOfClient = mostOfClient;
    }

    /// One session's place.
    final class Ticket implements AutoCloseable {
        private final IpNetwork client;
        private final Connection connection;
        private volatile boolean waiting;

        private Ticket(IpNetwork client, Connection connection) {
            this.client = client;
            this.connection = connection;
        }

        boolean isDraining() {
            return draining;
        }

        /// Whether the session waits for a command, with nothing under way.
        void waiting(boolean now) {
            waiting = now;
        }

        @Override
        public void close() {
            open.remove(this);
            count.decrementAndGet();
            ofClient.computeIfPresent(client, (_, n) -> n == 1 ? null : n - 1);
        }
    }

    /// Why a client gets no session now, when it gets none.
    Optional<Reply> refusal(InetAddress client, boolean exempt) {
        if (draining) {
            return Optional.of(Replies.SHUTTING_DOWN);
        }
        if (count.get() >= most) {
            return Optional.of(Replies.TOO_MANY_SESSIONS);
        }
        return !exempt && ofClient.getOrDefault(network(client), 0) >= mostOfClient
                ? Optional.of(Replies.TOO_MANY_FROM_YOU)
                : Optional.empty();
    }

    Ticket enter(InetAddress client, Connection connection) {
        var network = network(client);
        count.incrementAndGet();
        ofClient.merge(network, 1, Integer::sum);
        var ticket = new Ticket(network, connection);
        open.add(ticket);
        return ticket;
    }

    /// One client has a /64 of IPv6 and may come from any address in it.
    private static IpNetwork network(InetAddress client) {
        var single = IpNetwork.of(client);
        return single.isV4() ? single : single.widened(CLIENT_V6);
    }

    int size() {
        return count.get();
    }

    /// Ends sessions that are past their time by more than a grace.
    void cutOverdue(long now, long graceNanos) {
        for (var ticket : open) {
            if (ticket.connection.isOverdue(now, graceNanos)) {
                ticket.connection.cut();
            }
        }
    }

    /// No new sessions; those under way get 421 at their next command.
    void drain() {
        draining = true;
    }

    boolean isDraining() {
        return draining;
    }

    /// Lets sessions that only wait for a command see an end of their input, so that they say 421.
    void wakeWaiting() {
        for (var ticket : open) {
            if (ticket.waiting) {
                ticket.connection.endInput();
            }
        }
    }

    void cutAll() {
        open.forEach(ticket -> ticket.connection.cut());
    }
}
