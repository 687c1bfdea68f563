package org.posthorn.allinone;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.posthorn.allinone.prove.Sinks;
import org.posthorn.delivery.DeliverySettings;
import org.posthorn.ingress.SmtpSettings;
import org.posthorn.mailbox.imap.ImapSettings;
import org.posthorn.mailctl.sending.Letter;
import org.posthorn.mailctl.sending.Talk;
import org.posthorn.runtime.settings.HostPort;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What a rehearsal does between start and stop: a working day in small, so that the JVM sees its classes, and which of
/// their methods are worth compiling (JEP 515). Mail comes in over many sessions, accounts write to each other
/// and to the world, read and search.
final class Rehearsal {
    private static final Logger LOG = LoggerFactory.getLogger(Rehearsal.class);
    private static final int SESSIONS = 10;
    /// Enough that what each message needs has been through the compilers.
    private static final int MESSAGES = 8_000;
    /// Of each ten messages so many are submitted by an account to another, and so many go out.
    private static final int SUBMITTED = 2;

    private static final int SENT = 3;
    /// The domain of the world beyond; it has a route to a port of its own.
    static final String FAR = "far.test";

    private static final int READERS = 5;
    private static final int SIZE = 3_000;
    private static final int PATIENCE_MILLIS = 60_000;

    private static final List<String> READING = List.of(
            "SELECT INBOX",
            "FETCH 1:* (FLAGS UID)",
            "FETCH 1:50 (UID FLAGS INTERNALDATE RFC822.SIZE ENVELOPE BODYSTRUCTURE)",
            "FETCH 1:50 (BODY.PEEK[HEADER.FIELDS (SUBJECT FROM DATE)])",
            "UID FETCH 1:20 (BODY[])",
            "STORE 1:20 +FLAGS (\\Flagged)",
            "SEARCH UNSEEN SUBJECT n1",
            "SEARCH TEXT posthorn",
            "COPY 1:10 Archive",
            "STATUS INBOX (MESSAGES UNSEEN UIDNEXT)");
    /// What a reader does to one message after the other, so often.
    private static final int SINGLES = 300;

    private static final List<String> SINGLE = List.of(
            "FETCH %d (UID BODY.PEEK[])",
            "STORE %d +FLAGS (\\Seen)",
            "COPY %d Archive",
            "APPEND Drafts (\\Draft) {%3$d+}\r\n%2$s",
            "MOVE %d Trash",
            "NOOP");

    private final Platform platform;
    private final List<String> users = BenchProfile.users().subList(0, SESSIONS);
    private final AtomicInteger next = new AtomicInteger();

    private Rehearsal(Platform platform) {
        this.platform = platform;
    }

    /// Ends this process when the one that started it is gone.
    static void endWithStarter() {
        Thread.ofPlatform().daemon().name("starter").start(() -> {
            try {
                System.in.transferTo(OutputStream.nullOutputStream());
            } catch (IOException e) {
                LOG.debug("the starter is gone", e);
            }
            Runtime.getRuntime().halt(1);
        });
    }

    /// Plays the day; what goes wrong is logged and costs the JVM a part of its knowledge, nothing else.
    static void play(Platform platform) {
        var rehearsal = new Rehearsal(platform);
        rehearsal.sideBySide(1, _ -> rehearsal.hire());
        rehearsal.sideBySide(1, _ -> rehearsal.work());
    }

    /// One part of the day, as one of several does it.
    @FunctionalInterface
    private interface Part {
        void play(int number) throws IOException, InterruptedException;
    }

    private void sideBySide(int count, Part part) {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            var parts = IntStream.range(0, count)
                    .<Callable<Boolean>>mapToObj(number -> () -> done(part, number))
                    .toList();
            threads.invokeAll(parts);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean done(Part part, int number) {
        try {
            part.play(number);
            return true;
        } catch (IOException | RuntimeException e) {
            LOG.warn("rehearsal-incomplete", e);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private void hire() {
        try (var administration = new Administration(platform.settings())) {
            administration.provide(users, BenchProfile.PASSWORD);
        }
    }

    private void work() throws IOException {
        var routes = platform.settings().get(DeliverySettings.class).routes();
        var route = HostPort.parse(Objects.requireNonNull(routes.get(FAR), "a rehearsal has a route to the world"));
        try (var _ = Sinks.on(route.port())) {
            sideBySide(SESSIONS, _ -> write());
            sideBySide(READERS, this::read);
            sideBySide(1, _ -> browse());
        }
    }

    private void write() throws IOException {
        var smtp = platform.settings().get(SmtpSettings.class);
        var from = users.getFirst();
        try (var mx = Talk.with(local(smtp.port()), false);
                var submission = Talk.with(local(smtp.submissionPort().orElseThrow()), false)) {
            submission.login(from, BenchProfile.PASSWORD);
            for (int i = next.getAndIncrement(); i < MESSAGES; i = next.getAndIncrement()) {
                var to = users.get(i % users.size());
                var id = "<rehearsal." + i + "@bench.invalid>";
                if (i % 10 < SUBMITTED) {
                    submission.send(from, List.of(to), Letter.stuffed(from, to, id, "n" + i, SIZE));
                } else if (i % 10 < SUBMITTED + SENT) {
                    var far = "r" + i + "@" + FAR;
                    submission.send(from, List.of(far), Letter.stuffed(from, far, id, "n" + i, SIZE));
                } else {
                    var stranger = "rehearsal@bench.invalid";
                    mx.send(stranger, List.of(to), Letter.stuffed(stranger, to, id, "n" + i, SIZE));
                }
            }
        }
    }

    private void read(int number) throws IOException {
        var port = platform.settings().get(ImapSettings.class).port();
        try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(PATIENCE_MILLIS);
            var replies = new BufferedReader(new InputStreamReader(socket.getInputStream(), ISO_8859_1));
            replies.readLine();
            say(socket, replies, "LOGIN " + users.get(number) + " " + BenchProfile.PASSWORD);
            for (int round = 0; round < SESSIONS; round++) {
                for (var command : READING) {
                    say(socket, replies, command);
                }
            }
            for (int i = 1; i <= SINGLES; i++) {
                var draft = "Subject: n" + i + "\r\n\r\nA draft of posthorn's rehearsal.\r\n";
                for (var command : SINGLE) {
                    say(socket, replies, command.formatted(i, draft, draft.length()));
                }
            }
            say(socket, replies, "LOGOUT");
        }
    }

    private static void say(Socket socket, BufferedReader replies, String command) throws IOException {
        socket.getOutputStream().write(("a " + command + "\r\n").getBytes(ISO_8859_1));
        String line;
        do {
            line = replies.readLine();
        } while (line != null && !line.startsWith("a "));
    }

    private void browse() throws IOException, InterruptedException {
        var port = platform.services().get("gateway").port();
        try (var http = HttpClient.newHttpClient()) {
            for (var path : List.of("/health", "/prometheus", "/", "/login")) {
                var request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                        .build();
                http.send(request, HttpResponse.BodyHandlers.discarding());
            }
        }
    }

    private static HostPort local(int port) {
        return new HostPort("127.0.0.1", port);
    }
}
