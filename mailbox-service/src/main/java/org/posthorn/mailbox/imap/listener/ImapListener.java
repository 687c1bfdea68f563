package org.posthorn.mailbox.imap.listener;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.LongStream;
import javax.net.ssl.SSLContext;
import org.posthorn.mailbox.imap.ImapSettings;
import org.posthorn.mailbox.imap.connection.ImapConnection;
import org.posthorn.mailbox.imap.connection.Shared;
import org.posthorn.runtime.service.Running;
import org.posthorn.runtime.settings.SettingsRefused;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The two ports of IMAP.
public final class ImapListener implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(ImapListener.class);
    private static final int BACKLOG = 1024;
    private static final long SWEEP_MILLIS = 10_000;

    private final ImapSettings settings;
    private final Shared shared;
    private final SSLContext tls;
    private final ServerSocket plainPort;
    private final ServerSocket tlsPort;
    private final Set<ImapConnection> connections = ConcurrentHashMap.newKeySet();
    /// How many connections each client network has.
    private final ConcurrentMap<String, Integer> clients = new ConcurrentHashMap<>();

    private final Thread sweeper = Thread.ofVirtual().name("imap-sweeper").unstarted(this::sweep);
    private volatile boolean stopping;

    public ImapListener(Shared shared, SSLContext tls) {
        this.settings = shared.settings();
        this.shared = shared;
        this.tls = tls;
        try {
            plainPort = new ServerSocket();
            tlsPort = new ServerSocket();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void start() {
        bind(plainPort, settings.port());
        bind(tlsPort, settings.tlsPort());
        Thread.ofVirtual().name("imap-accept").start(() -> accept(plainPort, false));
        Thread.ofVirtual().name("imaps-accept").start(() -> accept(tlsPort, true));
        sweeper.start();
        LOG.info("imap-listening port={} tls-port={}", port(), securePort());
    }

    private void bind(ServerSocket server, int port) {
        try {
            var host = settings.host();
            var address = host.isEmpty()
                    ? new InetSocketAddress(port)
                    : new InetSocketAddress(InetAddress.getByName(host), port);
            server.setReuseAddress(true);
            server.bind(address, BACKLOG);
        } catch (IOException e) {
            throw new SettingsRefused("IMAP cannot listen on port " + port + ": " + e.getMessage() + ".");
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
            } catch (IOException e) {
                if (stopping) {
                    return;
                }
                LOG.warn("accept-failed reason={}", e.getMessage());
                pause(100);
            }
        }
    }

    private void admit(Socket socket, boolean tlsFirst) throws IOException {
        var network = network(socket.getInetAddress());
        boolean full = connections.size() >= settings.maxConnections();
        int ofClient = clients.merge(network, 1, Integer::sum);
        if (full || ofClient > settings.maxConnectionsPerClient()) {
            leave(network);
            LOG.info("connection-refused client={} reason={}", network, full ? "full" : "client-limit");
            refuse(socket, tlsFirst);
            return;
        }
        var connection = new ImapConnection(shared, socket, tls, tlsFirst);
        connections.add(connection);
        Thread.ofVirtual().name("imap").start(() -> {
            try {
                connection.run();
            } finally {
                connections.remove(connection);
                leave(network);
            }
        });
    }

    private void leave(String network) {
        clients.computeIfPresent(network, (_, have) -> have > 1 ? have - 1 : null);
    }

    private static void refuse(Socket socket, boolean tlsFirst) throws IOException {
        try (socket) {
            if (!tlsFirst) {
                socket.getOutputStream()
                        .write("* BYE [LIMIT] Too many connections\r\n".getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    /// An IPv6 client has a whole /64.
    private static String network(InetAddress address) {
        var octets = address.getAddress();
        return octets.length == 4 ? address.getHostAddress() : Arrays.toString(Arrays.copyOf(octets, 8));
    }

    private void sweep() {
        long every = LongStream.of(
                        SWEEP_MILLIS,
                        settings.progressInterval().toMillis(),
                        settings.uploadTimeout().toMillis())
                .min()
                .getAsLong();
        while (!stopping) {
            pause(every);
            connections.forEach(ImapConnection::attend);
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
        connections.forEach(ImapConnection::close);
    }

    private static void closeQuietly(ServerSocket server) {
        try {
            server.close();
        } catch (IOException e) {
            LOG.debug("close-failed reason={}", e.getMessage());
        }
    }
}
