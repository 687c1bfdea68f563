package org.posthorn.ingress.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.PolicyEntry;
import org.posthorn.testing.Dialogue;
import org.slf4j.LoggerFactory;

/// Who is let in, word for word. Foreign clients come through a load balancer that names them (PROXY protocol).
class AdmissionDialogueTest {
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();

    @TempDir
    private Path directory;

    private TestServer server;

    @BeforeEach
    void start() {
        log.start();
        ((Logger) LoggerFactory.getLogger("org.posthorn.ingress")).addAppender(log);
        server = new TestServer(directory, "smtp.proxy-networks=127.0.0.0/8");
    }

    @AfterEach
    void stop() {
        ((Logger) LoggerFactory.getLogger("org.posthorn.ingress")).detachAppender(log);
        server.close();
    }

    private void block(String subject) {
        var entry = new PolicyEntry.Blocked(subject, false, "spam", "admin", TestServer.NOW, Optional.empty(), 1);
        server.policy.changed(entry.key(), Optional.of(entry));
    }

    private void unblock(String subject) {
        server.policy.changed("blocked:" + subject, Optional.empty());
    }

    /// A session of a client somewhere in the world.
    private Dialogue from(String ip) {
        var version = ip.contains(":") ? "TCP6 " : "TCP4 ";
        var here = ip.contains(":") ? " 2001:db8::25 " : " 192.0.2.25 ";
        return server.mx().follows("C: PROXY " + version + ip + here + "5000 25");
    }

    private Dialogue greetedFrom(String ip) {
        return from(ip).follows("""
                S: 220 {...}
                C: EHLO client.example
                S: ...
                S: 250 LIMITS RCPTMAX={...}
                """);
    }

    private boolean logged(String line) {
        return log.list.stream().anyMatch(event -> event.getFormattedMessage().equals(line));
    }

    @Test
    void blockedClientIsRefusedAtConnect() {
        block("192.0.2.0/24");
        block("2001:db8:bad::/48");

        try (var v4 = from("192.0.2.7");
                var v6 = from("2001:db8:bad::1")) {
            v4.follows("""
                    S: 554 5.7.1 Transaction failed: sender blocked
                    close
                    """);
            v6.follows("""
                    S: 554 5.7.1 Transaction failed: sender blocked
                    close
                    """);
        }
        greetedFrom("198.51.100.1").close();

        assertTrue(logged("smtp: Rejected blocked IP: 192.0.2.7"));
        // the two connections are served at the same time
        var refused = server.refused.stream()
                .filter(each -> each.rule().equals(Optional.of("blocked:192.0.2.0/24")))
                .findFirst()
                .orElseThrow();
        assertEquals("CONNECT", refused.at());
        assertEquals("554 5.7.1 Transaction failed: sender blocked", refused.reply());
    }

    @Test
    void clientThatIsBlockedWhileItIsConnectedIsRefusedAtItsNextMail() {
        try (var client = greetedFrom("198.51.100.9")) {
            block("198.51.100.9");
            client.follows("""
                    C: MAIL FROM:<a@b.example>
                    S: 554 5.7.1 Transaction failed: sender blocked
                    """);
            unblock("198.51.100.9");
            client.follows("""
                    C: MAIL FROM:<a@b.example>
                    S: 250 2.1.0 Sender OK
                    """);
        }
    }

    @Test
    void blockedSenderIsRefusedAtMailInEverySpelling() {
        block("spammer@bad.com");
        block("*@spammydomain.com");

        try (var client = greetedFrom("1.2.3.4")) {
            client.follows("""
                    C: MAIL FROM:<spammer@bad.com>
                    S: 554 5.7.1 Transaction failed: sender blocked
                    C: MAIL FROM:<"Spam\\\\mer"@BAD.com> SIZE=99999999999
                    S: 554 5.7.1 Transaction failed: sender blocked
                    C: MAIL FROM:<spammer+1@bad.com>
                    S: 554 5.7.1 Transaction failed: sender blocked
                    C: MAIL FROM:<x@spammydomain.com>
                    S: 554 5.7.1 Transaction failed: sender blocked
                    C: MAIL FROM:<x@spammydomain.com.>
                    S: 501 5.1.7 {...}
                    C: MAIL FROM:<>
                    S: 250 2.1.0 Sender OK
                    """);
        }
        assertTrue(logged("smtp: Rejected blocked sender: spammer@bad.com (IP: 1.2.3.4)"));
        assertEquals(
                Optional.of("blocked:spammer@bad.com"),
                server.refused.getFirst().rule());
        assertEquals(4, server.refused.size());
    }

    @Test
    void nothingOfASenderEndsALineOfTheLog() {
        block("*@bad.com");

        try (var client = greetedFrom("1.2.3.4")) {
            client.follows("""
                    C: MAIL FROM:<"a%cb%cc"@bad.com> SMTPUTF8
                    S: 554 5.7.1 Transaction failed: sender blocked
                    C: MAIL FROM:<"a\\rb"@bad.com>
                    S: 500 5.5.2 {...}
                    """.formatted('\u2028', '\u202e'));
        }
        assertTrue(logged("smtp: Rejected blocked sender: \"a?b?c\"@bad.com (IP: 1.2.3.4)"), log.list.toString());
    }
}
