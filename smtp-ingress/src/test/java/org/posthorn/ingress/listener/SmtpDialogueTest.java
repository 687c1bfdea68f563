package org.posthorn.ingress.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.AccountId;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.Origin;
import org.posthorn.events.Recipient;

/// The dialogue with other servers (RFC 5321).
class SmtpDialogueTest {
    private TestServer server;

    @BeforeEach
    void start(@TempDir Path directory) {
        server = new TestServer(directory);
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void messageIsAcceptedWithItsTraceHeader() {
        try (var client = server.mx()) {
            client.follows("""
                    S: 220 mail.example.net ESMTP Posthorn
                    C: EHLO client.example
                    S: 250-mail.example.net
                    S: 250-PIPELINING
                    S: 250-SIZE 10485760
                    S: 250-8BITMIME
                    S: 250-SMTPUTF8
                    S: 250-CHUNKING
                    S: 250-DSN
                    S: 250-ENHANCEDSTATUSCODES
                    S: 250-STARTTLS
                    S: 250 LIMITS RCPTMAX=50
                    C: MAIL FROM:<a@b.example> SIZE=30 BODY=8BITMIME RET=HDRS ENVID=QQ+2B1
                    S: 250 2.1.0 Sender OK
                    C: RCPT TO:<alice@example.net> NOTIFY=FAILURE,DELAY ORCPT=rfc822;al@b.example
                    S: 250 2.1.5 Recipient OK
                    C: DATA
                    S: 354 {...}
                    C: Subject: Test
                    C:\s
                    C: ..dot
                    C: .
                    S: 250 2.0.0 OK queued as {...}
                    C: QUIT
                    S: 221 2.0.0 Bye
                    close
                    """);
        }
        var message = server.accepted.getFirst();
        assertTrue(message.text()
                .startsWith(
                        "Received: from client.example ([127.0.0.1])\r\n\tby mail.example.net (Posthorn) with ESMTP\r\n\tid "
                                + message.event().messageId()));
        assertTrue(
                message.text().endsWith("\tSat, 21 Nov 2026 10:00:00 +0000\r\nSubject: Test\r\n\r\n.dot\r\n"),
                message.text());
        assertTrue(message.text().contains("\r\n\tfor <alice@example.net>;"));
        var event = message.event();
        assertEquals(new Origin.Mx(), event.origin());
        assertEquals(message.octets().length, event.size());
        assertEquals("a@b.example", event.envelope().reversePath());
        assertEquals(Optional.of("HDRS"), event.envelope().ret());
        assertEquals(Optional.of("QQ+1"), event.envelope().envid());
        assertTrue(event.envelope().eightBit());
        assertEquals(
                List.of(new Recipient(
                        "alice@example.net", List.of("DELAY", "FAILURE"), Optional.of("rfc822;al@b.example"))),
                event.envelope().recipients());
        assertEquals("client.example", event.client().orElseThrow().helo());
    }

    @Test
    void commandsOutOfOrderAreRefused() {
        try (var client = server.mx()) {
            client.follows("""
                    S: 220 {...}
                    C: MAIL FROM:<a@b.example>
                    S: 503 5.5.1 EHLO first
                    C: HELO client.example
                    S: 250 mail.example.net
                    C: RCPT TO:<alice@example.net>
                    S: 503 5.5.1 MAIL first
                    C: DATA
                    S: 503 5.5.1 MAIL first
                    C: MAIL FROM:<>
                    S: 250 2.1.0 Sender OK
                    C: MAIL FROM:<>
                    S: 503 5.5.1 One transaction at a time
                    C: DATA
                    S: 554 5.5.1 No valid recipients
                    C: RSET
                    S: 250 2.0.0 OK
                    C: RCPT TO:<alice@example.net>
                    S: 503 5.5.1 MAIL first
                    C: VRFY alice
                    S: 252 2.5.2 {...}
                    C: EXPN list
                    S: 502 5.5.1 {...}
                    C: HELP
                    S: 214 2.0.0 {...}
                    C: NOOP
                    S: 250 2.0.0 OK
                    C: XYZZY
                    S: 500 5.5.1 Command not recognized
                    C: AUTH PLAIN
                    S: 502 5.5.1 {...}
                    """);
        }
    }

    @Test
    void recipientsAreDecidedFromTheDirectory() {
        server.entry(new DirectoryEntry.Alias("team@example.net", List.of("x@far.example"), 1));
        server.account(3, "gone@example.net");
        server.entry(TestServer.facts(3, "gone@example.net", false, Optional.empty()));
        server.account(4, "full@example.net");
        server.entry(TestServer.facts(4, "full@example.net", true, Optional.of(TestServer.NOW.minusSeconds(60))));
        server.account(5, "fuller@example.net");
        server.entry(
                TestServer.facts(5, "fuller@example.net", true, Optional.of(TestServer.NOW.minus(Duration.ofDays(2)))));
        try (var client = server.greeted()) {
            client.follows("""
                    C: MAIL FROM:<a@b.example>
                    S: 250 {...}
                    C: RCPT TO:<nobody@example.net>
                    S: 550 5.1.1 User not found
                    C: RCPT TO:<x@far.example>
                    S: 550 5.7.1 Relaying is not permitted
                    C: RCPT TO:<x@[127.0.0.1]>
                    S: 550 5.7.1 {...}
                    C: RCPT TO:<alice>
                    S: 550 5.1.3 {...}
                    C: RCPT TO:<gone@example.net>
                    S: 550 5.2.1 {...}
                    C: RCPT TO:<full@example.net>
                    S: 452 4.2.2 {...}
                    C: RCPT TO:<fuller@example.net>
                    S: 552 5.2.2 {...}
                    C: RCPT TO:<alicé@example.net>
                    S: 553 5.6.7 {...}
                    C: RCPT TO:<>
                    S: 501 5.1.3 {...}
                    C: RCPT TO:<alice@example.net> FOO=bar
                    S: 555 5.5.4 {...}
                    C: RCPT TO:<Alice+shop@EXAMPLE.net>
                    S: 250 2.1.5 {...}
                    C: RCPT TO:<@relay.example:team@example.net>
                    S: 250 2.1.5 {...}
                    C: RCPT TO:<Postmaster>
                    S: 250 2.1.5 {...}
                    C: RCPT TO:<abuse@example.net>
                    S: 250 2.1.5 {...}
                    C: RCPT TO:<Alice+shop@example.net>
                    S: 250 2.1.5 {...}
                    C: DATA
                    S: 354 {...}
                    C: .
                    S: 250 {...}
                    """);
        }
        assertEquals(
                List.of("Alice+shop@example.net", "team@example.net", "Postmaster@example.net", "abuse@example.net"),
                server.accepted.getFirst().event().envelope().recipients().stream()
                        .map(Recipient::address)
                        .toList());
        assertFalse(server.accepted.getFirst().text().contains("for <"), "several recipients are not told");
        assertEquals("550 5.1.1 User not found", server.refused.getFirst().reply());
    }

    @Test
    void membersOnlyDomainsRefuseMailForOthers() {
        server.entry(new DirectoryEntry.ServedDomain("club.example", 1, DirectoryEntry.Access.MEMBERS, 1));
        server.entry(new DirectoryEntry.AccountAddress("bob@club.example", new AccountId(2), 1));
        try (var client = server.greeted()) {
            client.follows("""
                    C: MAIL FROM:<>
                    S: 250 {...}
                    C: RCPT TO:<bob@club.example>
                    S: 550 5.2.1 {...}
                    """);
        }
    }

    @Test
    void chunksAreOneMessage() {
        try (var client = server.greeted()) {
            client.follows("""
                    C: MAIL FROM:<a@b.example>
                    S: 250 {...}
                    C: RCPT TO:<alice@example.net>
                    S: 250 {...}
                    C> BDAT 12
                    C= Subject: a\\r\\n
                    S: 250 2.0.0 12 octets received
                    C: DATA
                    S: 503 5.5.1 BDAT or RSET is next
                    C: RCPT TO:<bob@example.net>
                    S: 503 5.5.1 BDAT or RSET is next
                    C> BDAT 6 LAST
                    C= \\r\\n.\\r\\nx
                    S: 250 2.0.0 OK queued as {...}
                    C> BDAT 4 LAST
                    C= QUIT
                    S: 503 5.5.1 MAIL first
                    C: NOOP
                    S: 250 {...}
                    """);
        }
        assertTrue(server.accepted.getFirst().text().endsWith("\r\nSubject: a\r\n\r\n.\r\nx"));
    }

    @Test
    void pipelinedGroupIsAnsweredInOrder() {
        try (var client = server.greeted()) {
            client.follows("""
                    C> MAIL FROM:<a@b.example>
                    C> RCPT TO:<nobody@example.net>
                    C> RCPT TO:<alice@example.net>
                    C: DATA
                    S: 250 2.1.0 {...}
                    S: 550 5.1.1 {...}
                    S: 250 2.1.5 {...}
                    S: 354 {...}
                    C> Subject: x
                    C>\s
                    C> .
                    C> MAIL FROM:<c@d.example>
                    C: QUIT
                    S: 250 2.0.0 OK queued as {...}
                    S: 250 2.1.0 {...}
                    S: 221 {...}
                    close
                    """);
        }
    }

    @Test
    void startTlsIsRecordedInTheTraceHeader() {
        try (var client = server.mx()) {
            client.follows("""
                    S: 220 {...}
                    C: EHLO client.example
                    S: ...
                    S: 250 LIMITS {...}
                    C: STARTTLS
                    S: 220 2.0.0 {...}
                    TLS
                    C: MAIL FROM:<a@b.example>
                    S: 503 5.5.1 EHLO first
                    C: EHLO client.example
                    S: 250-mail.example.net
                    S: ...
                    S: 250-REQUIRETLS
                    S: 250 LIMITS {...}
                    C: STARTTLS
                    S: 503 5.5.1 TLS is on already
                    C: MAIL FROM:<a@b.example> REQUIRETLS
                    S: 250 {...}
                    C: RCPT TO:<alice@example.net>
                    S: 250 {...}
                    C: DATA
                    S: 354 {...}
                    C: TLS-Required: No
                    C: .
                    S: 250 {...}
                    """);
        }
        var message = server.accepted.getFirst();
        assertTrue(message.text().contains(" with ESMTPS\r\n\ttls TLS_"), message.text());
        assertEquals(
                Optional.of("TLSv1.3"), message.event().client().orElseThrow().tlsProtocol());
        assertTrue(message.event().envelope().requireTls());
        assertEquals(Optional.empty(), message.event().envelope().tlsOptional(), "REQUIRETLS is stronger");
    }

    @Test
    void whatCannotBeDoneNowIsRefusedForNow() {
        try (var client = server.greeted()) {
            server.loaded = false;
            client.follows("""
                    C: MAIL FROM:<a@b.example>
                    S: 451 4.3.2 {...}
                    """);
            server.loaded = true;
            server.diskHasRoom = false;
            client.follows("""
                    C: MAIL FROM:<a@b.example>
                    S: 452 4.3.1 {...}
                    """);
            server.diskHasRoom = true;
            server.kafkaIsAway = true;
            client.follows("""
                    C: MAIL FROM:<a@b.example>
                    S: 250 {...}
                    C: RCPT TO:<alice@example.net>
                    S: 250 {...}
                    C: DATA
                    S: 354 {...}
                    C: .
                    S: 451 4.3.0 {...}
                    """);
            server.kafkaIsAway = false;
            client.follows("""
                    C: MAIL FROM:<a@b.example>
                    S: 250 {...}
                    C: RCPT TO:<alice@example.net>
                    S: 250 {...}
                    C: DATA
                    S: 354 {...}
                    C: .
                    S: 250 {...}
                    """);
        }
        assertEquals(1, server.accepted.size());
    }

    @Test
    void mailThatWentInACircleIsRefused() {
        try (var client = server.greeted()) {
            client.follows("""
                    C: MAIL FROM:<a@b.example>
                    S: 250 {...}
                    C: RCPT TO:<alice@example.net>
                    S: 250 {...}
                    C: DATA
                    S: 354 {...}
                    """);
            client.send("Received: by x; y\r\n".repeat(100).getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            client.follows("""
                    C: .
                    S: 554 5.4.6 {...}
                    """);
        }
    }

    @Test
    void drainingServerSaysGoodbyeToTheIdle() {
        try (var client = server.greeted()) {
            server.server.drain();
            client.follows("""
                    S: 421 4.3.2 {...}
                    close
                    """);
        }
    }
}
