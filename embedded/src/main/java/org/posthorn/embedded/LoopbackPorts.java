package org.posthorn.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.random.RandomGenerator;

/// Ports on loopback: finds free ones and refuses taken ones before a server fails on them half started.
public final class LoopbackPorts {
    private static final RandomGenerator RANDOM = new SecureRandom();
    private static final int FIRST = 20_000;
    private static final int LAST = 31_999;
    private static final int ATTEMPTS = 200;
    private static final Set<Integer> GIVEN = ConcurrentHashMap.newKeySet();
    /// One octet of it is locked for each port that was given, as long as the process lives.
    private static final Optional<FileChannel> LOCKS = openLocks();

    private LoopbackPorts() {}

    /// A port nobody listens on, and another one each time, also in other processes of this user. Taken from below the
    /// ephemeral range, so that an outgoing connection of another process cannot take it between this check and the
    /// server's own bind.
    public static int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var port = RANDOM.nextInt(FIRST, LAST + 1);
            if (isFree(port) && reserve(port)) {
                return port;
            }
        }
        throw new CannotStart(CannotStart.Reason.PORT_TAKEN, "No free port was found on 127.0.0.1.");
    }

    private static boolean reserve(int port) {
        if (!GIVEN.add(port)) {
            return false;
        }
        try {
            return LOCKS.isEmpty() || LOCKS.get().tryLock(port, 1, false) != null;
        } catch (IOException noLocksThere) {
            return true;
        }
    }

    /// Where no such file can be, ports are only ours by chance, as ever.
    private static Optional<FileChannel> openLocks() {
        var user = System.getProperty("user.name", "user");
        var file = Path.of(System.getProperty("java.io.tmpdir"), "posthorn-ports-" + user);
        try {
            return Optional.of(FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /// Refuses a port that cannot be had.
    ///
    /// @throws CannotStart when another process listens there, or the system keeps it for privileged processes
    public static void requireFree(int port, String purpose, String setting) {
        try {
            bind(port);
        } catch (IOException e) {
            throw isDenied(e)
                    ? new CannotStart(
                            CannotStart.Reason.NOT_PERMITTED,
                            "Port %d, wanted for %s, is open to privileged processes only; give Java the capability CAP_NET_BIND_SERVICE or choose another port with %s."
                                    .formatted(port, purpose, setting),
                            e)
                    : new CannotStart(
                            CannotStart.Reason.PORT_TAKEN,
                            "Port %d, wanted for %s, is taken by another process; stop it or choose another port with %s."
                                    .formatted(port, purpose, setting),
                            e);
        }
    }

    private static boolean isDenied(IOException e) {
        return e.getMessage() != null && e.getMessage().contains("Permission denied");
    }

    private static boolean isFree(int port) {
        try {
            bind(port);
            return true;
        } catch (IOException taken) {
            return false;
        }
    }

    private static void bind(int port) throws IOException {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        }
    }
}
