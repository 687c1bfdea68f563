package org.posthorn.mailbox.listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import org.posthorn.runtime.service.Running;
import org.posthorn.runtime.settings.SettingsRefused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The two ports of a protocol: one that begins in clear and one under TLS. Each connection has a virtual thread.
public final class Ports implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(Ports.class);
    private static final int BACKLOG = 1024;
    /// How long connections have for their last words when the service stops, and how often it is looked.
    private static final int PARTING_MILLIS = 2_000;
    private static final int PARTING_LOOK_MILLIS = 10;

    private final Protocol protocol;
    private final Limits limits;
    private final ServerSocket plainPort;
    private final ServerSocket tlsPort;
    private final Set<Connection> connections = ConcurrentHashMap.newKeySet();
    /// How many connections each client network has.
    private final ConcurrentMap<String, Integer> clients = new ConcurrentHashMap<>();

    private final Thread sweeper;
    private volatile boolean stopping;

    /// What is spoken.
    ///
    /// @param name   for logs, such as `pop3`
    /// @param full   the line by which a connection too many is sent away
    public record Protocol(String name, String full, Opening opening) {}

    /// Makes a connection of a socket.
    @FunctionalInterface
    public interface Opening {
        /// @param tlsFirst whether TLS begins before the greeting
        Connection open(Socket socket, boolean tlsFirst) throws IOException;
    }

    /// Where it is spoken, and with how many.
    ///
    /// @param host         empty is every address of the machine
    /// @param attendance how often somebody looks after each connection
    public record Limits(String host, int port, int tlsPort, int most, int mostPerClient, Duration attendance) {}

    public Ports(Protocol protocol, Limits limits) {
        this.protocol = protocol;
        this.limits = limits;
        sweeper = Thread.ofVirtual().name(protocol.name() + "-sweeper").unstarted(this::sweep);
        try {
            plainPort = new ServerSocket();
            tlsPort = new ServerSocket();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void start() {
        bind(plainPort, limits.port());
        bind(tlsPort, limits.tlsPort());
        Thread.ofVirtual().name(protocol.name() + "-accept").start(() -> accept(plainPort, false));
        Thread.ofVirtual().name(protocol.name() + "s-accept").start(() -> accept(tlsPort, true));
        sweeper.start();
        LOG.info("{}-listening port={} tls-port={}", protocol.name(), port(), securePort());
    }

    private void bind(ServerSocket server, int port) {
        try {
            var host = limits.host();
            var address = host.isEmpty()
                    ? new InetSocketAddress(port)
                    : new InetSocketAddress(InetAddress.getByName(host), port);
            server.setReuseAddress(true);
            server.bind(address, BACKLOG);
        } catch (IOException e) {
            throw new SettingsRefused(protocol.name() + " cannot listen on port " + port + ": " + e.getMessage() + ".");
        }
    }

    /// The port that it really has.
    public int port() {
        return plainPort.getLocalPort();
    }

    /// The port of TLS that it really has.
    public int securePort() {
        return tlsPort.getLocalPort();
    }

    public int connections() {
        return connections.size();
    }

    private void accept(ServerSocket server, boolean tlsFirst) {
        while (!stopping) {
            try {
                admit(server.accept(), tlsFirst);
            } catch (IOException | OutOfMemoryError e) {
                if (stopping) {
                    return;
                }
                LOG.warn("accept-failed protocol={} reason={}", protocol.name(), e.getMessage());
                pause(100);
            }
        }
    }

    private void admit(Socket socket, boolean tlsFirst) throws IOException {
        var network = network(socket.getInetAddress());
        boolean full = connections.size() >= limits.most();
        int ofClient = clients.merge(network, 1, Integer::sum);
        if (full || ofClient > limits.mostPerClient()) {
            leave(network);
            LOG.info(
                    "connection-refused protocol={} client={} reason={}",
                    protocol.name(),
                    network,
                    full ? "full" : "client-limit");
            refuse(socket, tlsFirst);
            return;
        }
        try {
            serve(protocol.opening().open(socket, tlsFirst), network);
        } catch (IOException | OutOfMemoryError e) {
            leave(network);
            socket.close();
            throw e;
        }
    }

    private void serve(Connection connection, String network) {
        connections.add(connection);
        try {
            Thread.ofVirtual().name(protocol.name()).start(() -> {
                try {
                    connection.run();
                } finally {
                    connections.remove(connection);
                    leave(network);
                }
            });
        } catch (OutOfMemoryError e) {
            connections.remove(connection);
            throw e;
        }
    }

    private void leave(String network) {
        clients.computeIfPresent(network, (_, have) -> have > 1 ? have - 1 : null);
    }

    private void refuse(Socket socket, boolean tlsFirst) throws IOException {
        try (socket) {
            if (!tlsFirst) {
                socket.getOutputStream().write((protocol.full() + "\r\n").getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    /// An IPv6 client has a whole /64.
    private static String network(InetAddress address) {
        var octets = address.getAddress();
        return octets.length == 4 ? address.getHostAddress() : Arrays.toString(Arrays.copyOf(octets, 8));
    }

    private void sweep() {
        while (!stopping) {
            pause(limits.attendance().toMillis());
            connections.forEach(this::attend);
        }
    }

    /// Whatever becomes of one connection, somebody looks after the others.
    private void attend(Connection connection) {
        try {
            connection.attend();
        } catch (RuntimeException | OutOfMemoryError e) {
            LOG.error("attendance-failed protocol={}", protocol.name(), e);
        }
    }

    private void pause(long millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    /// Takes no more connections; those that are here go on until the service closes.
    @Override
    public void drain() {
        stopping = true;
        closeQuietly(plainPort);
        closeQuietly(tlsPort);
    }

    @Override
    public void close() {
        drain();
        sweeper.interrupt();
        connections.forEach(Connection::part);
        for (int waited = 0; waited < PARTING_MILLIS && !connections.isEmpty(); waited += PARTING_LOOK_MILLIS) {
            pause(PARTING_LOOK_MILLIS);
        }
        connections.forEach(Connection::close);
    }

    private static void closeQuietly(ServerSocket server) {
        try {
            server.close();
        } catch (IOException e) {
            LOG.debug("close-failed reason={}", e.getMessage());
        }
    }
}
