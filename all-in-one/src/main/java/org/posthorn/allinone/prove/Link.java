package org.posthorn.allinone.prove;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/// A port that leads to another one, and what may happen to connections on the way.
final class Link implements AutoCloseable {
    private static final int PORTION = 16 * 1024;
    private static final long LATE_MILLIS = 150;

    private final ServerSocket listener;
    private final int target;
    private final Set<Pair> pairs = ConcurrentHashMap.newKeySet();
    private volatile @Nullable Disturbance disturbance;

    /// Both sides of one connection.
    private record Pair(Socket client, Socket server) {
        /// Both sides see a reset.
        void cut() {
            reset(client);
            reset(server);
        }

        void close() {
            try (client;
                    server) {
                // both
            } catch (IOException _) {
                // they are gone already
            }
        }

        private static void reset(Socket socket) {
            try (socket) {
                socket.setSoLinger(true, 0);
            } catch (IOException _) {
                // it is gone already
            }
        }
    }

    private Link(ServerSocket listener, int target) {
        this.listener = listener;
        this.target = target;
    }

    /// Opens a port on loopback that leads to a port there, whether anybody listens yet or not.
    static Link to(int target) {
        try {
            var link = new Link(new ServerSocket(0, 512, InetAddress.getLoopbackAddress()), target);
            Thread.ofVirtual().name("link-" + target).start(link::accept);
            return link;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Whether somebody listens on a port of loopback.
    static boolean answers(int port) {
        try (var socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 1_000);
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    void begin(Disturbance how) {
        disturbance = how;
        switch (how) {
            case DELAY -> {}
            case CUT -> pairs.forEach(Pair::cut);
            case HALF_CLOSE -> pairs.forEach(pair -> halfClose(pair.client()));
        }
    }

    void end() {
        disturbance = null;
    }

    private static void halfClose(Socket socket) {
        try {
            socket.shutdownOutput();
        } catch (IOException _) {
            // it is gone already
        }
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                join(listener.accept());
            } catch (IOException _) {
                // the listener was closed, or nobody listens at the target
            }
        }
    }

    private void join(Socket client) throws IOException {
        var server = new Socket();
        var pair = new Pair(client, server);
        if (disturbance == Disturbance.CUT) {
            pair.cut();
            return;
        }
        try {
            server.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), target), 5_000);
            server.setTcpNoDelay(true);
            client.setTcpNoDelay(true);
        } catch (IOException e) {
            pair.cut();
            throw e;
        }
        pairs.add(pair);
        Thread.ofVirtual().start(() -> pump(pair, client, server));
        Thread.ofVirtual().start(() -> pump(pair, server, client));
    }

    /// The end of one direction ends that one only, as TCP has it.
    private void pump(Pair pair, Socket from, Socket to) {
        var portion = new byte[PORTION];
        try {
            var in = from.getInputStream();
            var out = to.getOutputStream();
            for (int read = in.read(portion); read >= 0; read = in.read(portion)) {
                if (disturbance == Disturbance.DELAY) {
                    TimeUnit.MILLISECONDS.sleep(LATE_MILLIS);
                }
                out.write(portion, 0, read);
            }
            to.shutdownOutput();
            if (from.isOutputShutdown()) {
                forget(pair);
            }
        } catch (IOException e) {
            forget(pair);
        } catch (InterruptedException e) {
            forget(pair);
            Thread.currentThread().interrupt();
        }
    }

    private void forget(Pair pair) {
        pairs.remove(pair);
        pair.close();
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        pairs.forEach(this::forget);
    }
}
