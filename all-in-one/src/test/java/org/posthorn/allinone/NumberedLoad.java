package org.posthorn.allinone;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Sends numbered messages over several sessions. Each try has a number of its own in the Subject: a try that was
/// answered 250 must arrive once; a try whose answer was lost may arrive or not, but not twice.
final class NumberedLoad implements AutoCloseable {
    private static final int SESSIONS = 8;
    private static final Duration AGAIN = Duration.ofMillis(100);

    private final int port;
    private volatile int messages;
    private final List<String> recipients;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicInteger tries = new AtomicInteger();
    private final Set<String> accepted = ConcurrentHashMap.newKeySet();
    private final Set<String> unanswered = ConcurrentHashMap.newKeySet();
    private final Set<String> refusals = ConcurrentHashMap.newKeySet();
    private final ExecutorService sessions = Executors.newFixedThreadPool(SESSIONS);
    private final Duration rest;

    NumberedLoad(int port, int messages, List<String> recipients) {
        this(port, messages, recipients, Duration.ZERO);
    }

    /// @param rest of each session after each message, so that a load may last without filling the machine
    NumberedLoad(int port, int messages, List<String> recipients, Duration rest) {
        this.port = port;
        this.messages = messages;
        this.recipients = recipients;
        this.rest = rest;
    }

    void start() {
        for (int i = 0; i < SESSIONS; i++) {
            sessions.execute(this::session);
        }
        sessions.shutdown();
    }

    /// How many tries were answered 250 so far.
    int acceptedCount() {
        return accepted.size();
    }

    boolean finished() {
        return sessions.isTerminated();
    }

    /// Begins no further message.
    void enough() {
        messages = 0;
    }

    void awaitEnd() throws InterruptedException {
        if (!sessions.awaitTermination(10, TimeUnit.MINUTES)) {
            throw new AssertionError("only " + accepted.size() + " of " + messages + " messages were accepted");
        }
    }

    /// The tries that were answered 250, as `message-try recipient`.
    Set<String> accepted() {
        return accepted;
    }

    /// Replies that a client does not try again after.
    Set<String> refusals() {
        return refusals;
    }

    /// The tries whose answer was lost.
    Set<String> unanswered() {
        return unanswered;
    }

    private void session() {
        int message = next.getAndIncrement();
        while (message < messages && !Thread.currentThread().isInterrupted()) {
            try (var connection = new Connection(port)) {
                while (message < messages) {
                    if (send(connection, message)) {
                        message = next.getAndIncrement();
                        pause(rest);
                    }
                }
            } catch (IOException e) {
                // The server was killed: the message in hand is tried again under another number.
                pause(AGAIN);
            }
        }
    }

    private static void pause(Duration length) {
        try {
            TimeUnit.MILLISECONDS.sleep(length.toMillis());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private boolean send(Connection connection, int message) throws IOException {
        var recipient = recipients.get(message % recipients.size());
        var attempt = message + "-" + tries.incrementAndGet();
        if (!connection.ok("MAIL FROM:<load@sender.test>") || !connection.ok("RCPT TO:<" + recipient + ">")) {
            connection.ok("RSET");
            pause(AGAIN);
            return false;
        }
        connection.say("DATA");
        if (!connection.answer().startsWith("354")) {
            return false;
        }
        unanswered.add(attempt);
        var answer = connection.content("Subject: " + attempt + "\r\nFrom: load@sender.test\r\n\r\nNumber " + attempt);
        unanswered.remove(attempt);
        boolean ok = answer.startsWith("250");
        if (ok) {
            accepted.add(attempt);
        }
        return ok;
    }

    @Override
    public void close() {
        sessions.shutdownNow();
    }

    private final class Connection implements AutoCloseable {
        private final Socket socket;
        private final BufferedReader in;

        Connection(int port) throws IOException {
            socket = new Socket(InetAddress.getLoopbackAddress(), port);
            socket.setSoTimeout(60_000);
            socket.setTcpNoDelay(true);
            in = new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));
            answer();
            say("EHLO load.sender.test");
            answer();
        }

        void say(String line) throws IOException {
            socket.getOutputStream().write((line + "\r\n").getBytes(US_ASCII));
        }

        boolean ok(String line) throws IOException {
            say(line);
            return answer().startsWith("250");
        }

        String content(String octets) throws IOException {
            say(octets + "\r\n.");
            return answer();
        }

        String answer() throws IOException {
            while (true) {
                var line = in.readLine();
                if (line == null) {
                    throw new IOException("the server closed the connection");
                }
                if (line.length() < 4 || line.charAt(3) != '-') {
                    if (line.startsWith("5")) {
                        refusals.add(line);
                    }
                    return line;
                }
            }
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }
    }
}
