package org.posthorn.testing;

import java.util.ArrayList;
import java.util.List;

/// Stops the shared servers in one shutdown hook, side by side, and then cleans up.
final class Stop {
    private static final List<AutoCloseable> SERVERS = new ArrayList<>();

    private Stop() {}

    static synchronized void atExit(AutoCloseable server, Runnable cleanUp) {
        if (SERVERS.isEmpty()) {
            Runtime.getRuntime().addShutdownHook(new Thread(() -> all(cleanUp), "stop-backing"));
        }
        SERVERS.add(server);
    }

    private static synchronized void all(Runnable cleanUp) {
        var threads = SERVERS.stream().map(Stop::inAThread).toList();
        try {
            for (var thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        cleanUp.run();
    }

    private static Thread inAThread(AutoCloseable server) {
        return Thread.ofPlatform().start(() -> {
            try {
                server.close();
            } catch (Exception e) {
                System.err.println("A server of the tests did not stop: " + e);
            }
        });
    }
}
