package org.posthorn.allinone.prove;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.posthorn.allinone.prove.World.Manner;

/// The servers of the rest of the world, on one port. They count what they take, before they reply.
public final class Sinks implements AutoCloseable {
    private final ServerSocket listener;
    private final Map<Leg, Integer> taken = new ConcurrentHashMap<>();
    private final Set<String> tried = ConcurrentHashMap.newKeySet();

    private final Duration latency;

    private Sinks(ServerSocket listener, Duration latency) {
        this.listener = listener;
        this.latency = latency;
    }

    static Sinks start() {
        return start(Duration.ZERO);
    }

    /// @param latency before each reply, as over a long way
    static Sinks start(Duration latency) {
        return start(0, latency);
    }

    /// On a port of loopback.
    public static Sinks on(int port) {
        return start(port, Duration.ZERO);
    }

    private static Sinks start(int port, Duration latency) {
        try {
            var sinks = new Sinks(new ServerSocket(port, 512, InetAddress.getLoopbackAddress()), latency);
            Thread.ofVirtual().name("sinks").start(sinks::accept);
            return sinks;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    int port() {
        return listener.getLocalPort();
    }

    /// How often each was taken.
    Map<Leg, Integer> taken() {
        return Map.copyOf(taken);
    }

    private void accept() {
        while (!listener.isClosed()) {
            try {
                var socket = listener.accept();
                Thread.ofVirtual().start(() -> serve(socket));
            } catch (IOException _) {
                // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            socket.setSoTimeout(60_000);
            socket.setTcpNoDelay(true);
            new Session(socket).run();
        } catch (IOException _) {
            // the worker was killed, or its connection broke
        }
    }

    /// One connection.
    private final class Session {
        private final BufferedReader in;
        private final BufferedWriter out;
        private final List<String> recipients = new ArrayList<>();

        Session(Socket socket) throws IOException {
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            out = new BufferedWriter(new OutputStreamWriter(socket.getOutputStream(), ISO_8859_1));
        }

        void run() throws IOException {
            say("220 remote.test ESMTP");
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                var verb = line.toUpperCase(Locale.ROOT);
                if (verb.startsWith("EHLO")) {
                    say("250-remote.test\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-ENHANCEDSTATUSCODES\r\n250 SIZE");
                } else if (verb.startsWith("RCPT TO:")) {
                    say(recipient(line.substring(line.indexOf('<') + 1, line.indexOf('>'))));
                } else if (verb.equals("DATA")) {
                    if (!data()) {
                        return;
                    }
                } else if (verb.equals("QUIT")) {
                    say("221 2.0.0 Bye");
                    return;
                } else {
                    if (!verb.equals("NOOP")) {
                        recipients.clear();
                    }
                    say("250 2.0.0 OK");
                }
            }
        }

        private String recipient(String address) {
            return switch (Manner.of(address)) {
                case NO -> "550 5.1.1 No such user";
                case LATE -> tried.add(address) ? "450 4.2.1 Try again later" : take(address);
                case OK, LOST -> take(address);
            };
        }

        private String take(String address) {
            recipients.add(address);
            return "250 2.1.5 OK";
        }

        /// @return false when the connection breaks before the reply
        private boolean data() throws IOException {
            if (recipients.isEmpty()) {
                say("503 5.5.1 No recipients");
                return true;
            }
            say("354 Go on");
            var label = content();
            if (label == null) {
                return false;
            }
            recipients.forEach(to -> taken.merge(new Leg(label, to), 1, Integer::sum));
            if (recipients.stream().anyMatch(to -> Manner.of(to) == Manner.LOST && tried.add(to))) {
                return false;
            }
            recipients.clear();
            say("250 2.0.0 Taken");
            return true;
        }

        /// Reads to the final dot.
        ///
        /// @return the first Subject; null when the connection broke before
        private @Nullable String content() throws IOException {
            var label = "";
            for (var line = in.readLine(); line != null; line = in.readLine()) {
                if (line.equals(".")) {
                    return label;
                }
                if (label.isEmpty() && line.startsWith("Subject: ")) {
                    label = line.substring("Subject: ".length());
                }
            }
            return null;
        }

        /// Commands that came together are answered together, so that the way is long and not narrow.
        private void say(String reply) throws IOException {
            if (!latency.isZero() && !in.ready()) {
                Pause.millis(latency.toMillis());
            }
            out.write(reply + "\r\n");
            if (!in.ready()) {
                out.flush();
            }
        }
    }

    @Override
    public void close() {
        try {
            listener.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
