package org.posthorn.mailbox.lesson;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.posthorn.testing.Eventually.eventually;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.mailbox.RunningMailbox;
import org.posthorn.mailbox.imap.listener.ImapListener;
import org.posthorn.testing.Dialogue;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

/// Moves and copies that people make, and what Rspamd's controller hears of them.
@WithBacking
class LessonsTest {
    private final List<String> heard = new CopyOnWriteArrayList<>();
    private final AtomicInteger failures = new AtomicInteger(2);

    @ParameterizedTest
    @CsvSource({
        "Inbox,   Junk,    SPAM",
        ",        Junk,    SPAM",
        "Trash,   Junk,    SPAM",
        "Junk,    Inbox,   HAM",
        "Junk,    ,        HAM",
        "Junk,    Archive, HAM",
        "Junk,    Trash,",
        "Junk,    Junk,",
        "Inbox,   Trash,",
        "Inbox,   Archive,",
        ",        ,",
    })
    void whatAMoveSays(String from, String to, Lesson lesson) {
        assertEquals(Optional.ofNullable(lesson), Lessons.lesson(Optional.ofNullable(from), Optional.ofNullable(to)));
    }

    /// It is out of order at first: what it did not hear is told again.
    private HttpServer controller() throws IOException {
        var server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                var message = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                boolean works = failures.getAndDecrement() <= 0;
                if (works) {
                    var password = exchange.getRequestHeaders().getFirst("Password");
                    heard.add(exchange.getRequestURI() + " " + password + " " + message.strip());
                }
                exchange.sendResponseHeaders(works ? 200 : 500, -1);
            }
        });
        server.start();
        return server;
    }

    @Test
    void theFilterHearsOfWhatPeopleMove(TestDatabase database, TestKafka kafka, @TempDir Path directory)
            throws IOException {
        var controller = controller();
        try (var mailbox = new RunningMailbox(
                database,
                kafka,
                directory,
                "learn.rspamd=http://127.0.0.1:" + controller.getAddress().getPort(),
                "learn.rspamd-password=secret")) {
            mailbox.account("learner");
            try (var imap =
                    Dialogue.with(mailbox.service().bean(ImapListener.class).port())) {
                imap.follows("""
                        S: * OK {...}
                        C: a LOGIN learner "some password"
                        S: a OK {...}
                        C: b APPEND INBOX {5+}
                        C: bad
                        C:\s
                        S: b OK {...}
                        C: c APPEND Junk {6+}
                        C: good
                        C:\s
                        S: c OK {...}
                        C: d SELECT INBOX
                        S: ...
                        S: d OK {...}
                        C: e MOVE 1 Junk
                        S: ...
                        S: e OK {...}
                        C: f SELECT Junk
                        S: ...
                        S: f OK {...}
                        C: g MOVE 1 INBOX
                        S: ...
                        S: g OK {...}
                        C: h MOVE 1 Trash
                        S: ...
                        S: h OK {...}
                        C: i APPEND INBOX {5+}
                        C: old
                        C:\s
                        S: ...
                        S: i OK {...}
                        C: j SELECT INBOX
                        S: ...
                        S: j OK {...}
                        C: l COPY * Junk
                        S: l OK {...}
                        C: m STORE * +FLAGS.SILENT (\\\\Deleted)
                        S: m OK {...}
                        C: n EXPUNGE
                        S: ...
                        S: n OK {...}
                        """);
            }
            eventually("all", () -> heard.size() == 3);
        } finally {
            controller.stop(0);
        }
        assertEquals(List.of("/learnspam secret bad", "/learnham secret good", "/learnspam secret old"), heard);
    }
}
