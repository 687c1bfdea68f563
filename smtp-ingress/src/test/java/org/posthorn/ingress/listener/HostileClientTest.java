package org.posthorn.ingress.listener;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.testing.Eventually.eventually;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.ingress.session.ListenerKind;
import org.posthorn.testing.Dialogue;

/// Clients that mean harm, or are broken in ways that would do harm.
class HostileClientTest {
    @TempDir
    @SuppressWarnings("NullAway.Init")
    private Path directory;

    @SuppressWarnings("NullAway.Init")
    private TestServer server;

    private TestServer start(String... settings) {
        server = new TestServer(directory, settings);
        return server;
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private static final String ENVELOPE = """
            C: MAIL FROM:<a@b.example>
            S: 250 {...}
            C: RCPT TO:<alice@example.net>
            S: 250 {...}
            """;

    /// SMTP smuggling: what another server takes for the end of the data is content here, and is refused.
    @ParameterizedTest
    @ValueSource(strings = {"\\n.\\n", "\\n.\\r\\n", "\\r.\\r\\n", "\\r\\n.\\n", "\\r\\n.\\r", "\\r.\\r"})
    void bareLineBreaksNeverEndTheData(String border) {
        try (var client = start().greeted()) {
            client.follows(ENVELOPE);
            client.follows("""
                    C: DATA
                    S: 354 {...}
                    C= first%sMAIL FROM:<evil@x.example>\\r\\n.\\r\\n
                    S: 554 5.6.0 {...}
                    C: NOOP
                    S: 250 {...}
                    """.formatted(border));
        }
        assertTrue(server.accepted.isEmpty());
    }

    @Test
    void bareLineBreakInAChunkIsRefusedToo() {
        try (var client = start().greeted()) {
            client.follows(ENVELOPE);
            client.follows("""
                    C> BDAT 4
                    C= ab\\r\\n
                    S: 250 {...}
                    C> BDAT 3 LAST
                    C= \\n.\\n
                    S: 554 5.6.0 {...}
                    """);
        }
    }

    @Test
    void nulOctetsAreRefused() {
        try (var client = start().greeted()) {
            client.follows(ENVELOPE);
            client.follows("""
                    C: DATA
                    S: 354 {...}
                    C= a\\0b\\r\\n.\\r\\n
                    S: 554 5.6.0 {...}
                    """);
        }
    }

    @Test
    void bareBreaksAndControlsInCommandsAreRefused() {
        try (var client = start().greeted()) {
            client.follows("""
                    C= NOOP\\nQUIT\\r\\n
                    S: 500 5.5.2 {...}
                    C= NO\\0OP\\r\\n
                    S: 500 5.5.2 {...}
                    C= MAIL FROM:<a@b.example\\rRCPT>\\r\\n
                    S: 500 5.5.2 {...}
                    """);
        }
    }

    @Test
    void longLinesAreDroppedAndCounted() {
        try (var client = start().greeted()) {
            client.send(("NOOP " + "x".repeat(100_000) + "\r\n").getBytes(US_ASCII));
            client.follows("""
                    S: 500 5.5.2 Line too long
                    C: NOOP
                    S: 250 {...}
                    """);
        }
    }

    @Test
    void plaintextBehindStartTlsNeverCountsAsEncrypted() {
        try (var client = start().mx()) {
            client.follows("""
                    S: 220 {...}
                    C: EHLO client.example
                    S: ...
                    S: 250 LIMITS {...}
                    C> STARTTLS
                    C> EHLO injected.example
                    C: MAIL FROM:<evil@x.example>
                    S: 220 2.0.0 {...}
                    TLS
                    C: MAIL FROM:<a@b.example>
                    S: 503 5.5.1 EHLO first
                    """);
        }
    }

    @Test
    void clientThatOnlyErrsIsSentAway() {
        try (var client = start().greeted()) {
            client.send("XYZZY\r\n".repeat(30).getBytes(US_ASCII));
            client.follows("""
                    S: ...
                    S: 421 4.7.0 Too many errors, closing the connection
                    close
                    """);
        }
    }

    @Test
    void declaredSizeIsRefusedAtMailAndRealSizeAtTheEnd() {
        try (var client = start("mail.max-message-size=1000").greeted()) {
            client.follows("""
                    C: MAIL FROM:<a@b.example> SIZE=1001
                    S: 552 5.3.4 {...}
                    """);
            client.follows(ENVELOPE);
            client.follows("""
                    C: DATA
                    S: 354 {...}
                    """);
            client.send("x".repeat(1001).getBytes(US_ASCII));
            client.follows("""
                    C= \\r\\n.\\r\\n
                    S: 552 5.3.4 {...}
                    """);
            client.follows(ENVELOPE);
            client.follows("""
                    C: BDAT 2000
                    """);
            client.send("x".repeat(2000).getBytes(US_ASCII));
            client.follows("""
                    S: 250 {...}
                    C: BDAT 0 LAST
                    S: 552 5.3.4 {...}
                    C: NOOP
                    S: 250 {...}
                    """);
        }
    }

    @Test
    void tooManyRecipientsAreRefusedForNow() {
        try (var client = start("mail.max-recipients=1").greeted()) {
            client.follows(ENVELOPE);
            client.follows("""
                    C: RCPT TO:<bob@example.net>
                    S: 452 4.5.3 Too many recipients
                    """);
        }
    }

    @Test
    void largeMessagesAreSpooledAndTheSpoolIsEmptiedAgain() throws IOException {
        start("smtp.spool-above=1KiB");
        try (var client = server.greeted()) {
            client.follows(ENVELOPE);
            client.follows("""
                    C: DATA
                    S: 354 {...}
                    C: Subject: large
                    C:\s
                    """);
            client.send(("y".repeat(70) + "\r\n").repeat(50_000).getBytes(US_ASCII));
            client.follows("""
                    C: .
                    S: 250 {...}
                    """);
            client.follows(ENVELOPE);
            client.follows("""
                    C: DATA
                    S: 354 {...}
                    """);
            client.send(("y".repeat(70) + "\r\n").repeat(500).getBytes(US_ASCII));
        }
        assertTrue(server.accepted.getFirst().text().endsWith("y\r\n"));
        assertEquals(
                server.accepted.getFirst().octets().length,
                server.accepted.getFirst().event().size());
        eventually("the spool of a cut session is empty", () -> {
            try (var files = Files.list(directory.resolve("spool"))) {
                return files.findAny().isEmpty() && server.server.openSessions() == 0;
            }
        });
    }

    @Test
    void memoryOfAllSessionsIsLimited() {
        start("smtp.memory-budget=8KiB");
        try (var client = server.greeted()) {
            client.follows(ENVELOPE);
            client.follows("""
                    C: DATA
                    S: 354 {...}
                    """);
            client.send("y\r\n".repeat(20_000).getBytes(US_ASCII));
            client.follows("""
                    C: .
                    S: 452 4.3.1 {...}
                    """);
            client.follows(ENVELOPE);
            client.follows("""
                    C: DATA
                    S: 354 {...}
                    C: .
                    S: 250 {...}
                    """);
        }
    }

    @Test
    void headerSectionWithoutEndIsRefused() {
        try (var client = start().greeted()) {
            client.follows(ENVELOPE);
            client.follows("""
                    C: DATA
                    S: 354 {...}
                    """);
            client.send(("X-Field: " + "y".repeat(70) + "\r\n").repeat(6_000).getBytes(US_ASCII));
            client.follows("""
                    C: .
                    S: 552 5.3.4 Header section too large
                    """);
        }
    }

    @Test
    void cutChunkIsNotAMessage() {
        try (var client = start().greeted()) {
            client.follows(ENVELOPE);
            client.follows("""
                    C> BDAT 100 LAST
                    C= only a part
                    """);
        }
        eventually("the session is over", () -> server.server.openSessions() == 0);
        assertTrue(server.accepted.isEmpty());
    }

    @Test
    void silentClientIsSentAway() {
        try (var client = start("smtp.greeting-timeout=200ms").mx()) {
            client.follows("""
                    S: 220 {...}
                    S: 421 4.4.2 Timeout, closing the connection
                    close
                    """);
        }
    }

    @Test
    void slowClientIsSentAwayThoughItSendsNowAndThen() {
        try (var client = start("smtp.greeting-timeout=1s").mx()) {
            client.follows("""
                    S: 220 {...}
                    C= E
                    """);
            client.follows("""
                    C= H
                    S: 421 4.4.2 {...}
                    close
                    """);
        }
    }

    @Test
    void sessionsAreLimitedInAll() {
        start("smtp.max-sessions=1");
        try (var _ = server.greeted();
                var second = server.mx()) {
            second.follows("""
                    S: 421 4.3.2 Too many connections, try again later
                    close
                    """);
        }
    }

    @Test
    void proxyHeaderFromElsewhereIsNoCommand() {
        try (var client = start().mx()) {
            client.follows("""
                    S: 220 {...}
                    C: PROXY TCP4 192.0.2.7 192.0.2.1 5000 25
                    S: 500 5.5.1 {...}
                    """);
        }
    }

    @Test
    void proxyNamesTheClientInBothVersions() {
        start("smtp.proxy-networks=127.0.0.0/8", "smtp.max-sessions-per-client=1");
        try (var first = Dialogue.with(server.server.port(ListenerKind.MX));
                var second = Dialogue.with(server.server.port(ListenerKind.MX));
                var other = Dialogue.with(server.server.port(ListenerKind.MX))) {
            first.follows("""
                    C: PROXY TCP4 192.0.2.7 192.0.2.1 5000 25
                    S: 220 {...}
                    C: EHLO client.example
                    S: ...
                    S: 250 LIMITS {...}
                    """);
            first.follows(ENVELOPE);
            first.follows("""
                    C: DATA
                    S: 354 {...}
                    C: .
                    S: 250 {...}
                    """);
            second.follows("""
                    C= \\r\\n\\r\\n\\0\\r\\nQUIT\\n\\x21\\x11\\0\\x0c\\xc0\\0\\x02\\x07\\xc0\\0\\x02\\x01\\x13\\x88\\0\\x19
                    S: 421 4.7.0 Too many connections from your address, try again later
                    close
                    """);
            other.follows("""
                    C: PROXY UNKNOWN
                    S: 220 {...}
                    """);
        }
        assertTrue(server.accepted.getFirst().text().startsWith("Received: from client.example ([192.0.2.7])"));
        assertEquals(
                5000, server.accepted.getFirst().event().client().orElseThrow().port());
    }

    @Test
    void proxyThatSendsNoHeaderIsCutOff() {
        start("smtp.proxy-networks=127.0.0.1");
        try (var client = server.mx()) {
            client.follows("""
                    C: EHLO client.example
                    close
                    """);
        }
    }
}
