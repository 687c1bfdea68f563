package org.posthorn.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.security.SecureRandom;
import java.util.random.RandomGenerator;

/// Ports on loopback: finds free ones and refuses taken ones before a server fails on them half started.
public final class LoopbackPorts {
    private static final RandomGenerator RANDOM = new SecureRandom();
    private static final int FIRST = 20_000;
    private static final int LAST = 31_999;
    private static final int ATTEMPTS = 200;

    private LoopbackPorts() {}

    /// A port nobody listens on. Taken from below the ephemeral range, so that an outgoing connection of
    /// another process cannot take it between this check and the server's own bind.
    public static int free() {
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            var port = RANDOM.nextInt(FIRST, LAST + 1);
            if (isFree(port)) {
                return port;
            }
        }
        throw new CannotStart(CannotStart.Reason.PORT_TAKEN, "No free port was found on 127.0.0.1.");
    }

    /// Refuses a port that is taken.
    ///
    /// @throws CannotStart when another process listens there
    public static void requireFree(int port, String purpose, String setting) {
        if (!isFree(port)) {
            throw new CannotStart(
                    CannotStart.Reason.PORT_TAKEN,
                    "Port %d, wanted for %s, is taken by another process; stop it or choose another port with %s."
                            .formatted(port, purpose, setting));
        }
    }

    private static boolean isFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
