package org.posthorn.ingress.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.AccountId;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.Origin;
import org.posthorn.events.PolicyEntry;
import org.posthorn.events.Recipient;
import org.posthorn.ingress.authentication.LoginCheck;
import org.posthorn.ingress.session.ListenerKind;
import org.posthorn.testing.Dialogue;

/// The dialogue with our own users' clients (RFC 6409, RFC 4954).
class SubmissionDialogueTest {
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
    void sendingNeedsAuthentication() {
        try (var client = server.submission()) {
            client.follows("""
                    S: 220 mail.example.net ESMTP Posthorn submission
                    C: EHLO client.example
                    S: ...
                    S: 250-AUTH PLAIN LOGIN
                    S: 250 LIMITS RCPTMAX=50
                    C: MAIL FROM:<alice@example.net>
                    S: 530 5.7.0 Authentication required for sending
                    C: AUTH CRAM-MD5
                    S: 504 5.5.4 {...}
                    C: AUTH PLAIN !!!
                    S: 501 5.5.2 {...}
                    C: AUTH LOGIN
                    S: 334 VXNlcm5hbWU6
                    C: *
                    S: 501 5.7.0 Authentication cancelled
                    C: MAIL FROM:<alice@example.net>
                    S: 530 5.7.0 {...}
                    """);
        }
    }

    @Test
    void whoCannotPayIsRefusedForTheWorldAndServedAtHome() {
        price(new PolicyEntry.Price("*", 4, PolicyEntry.Per.MESSAGE, 1));
        price(new PolicyEntry.Balance(new AccountId(1), 1, 1, Optional.empty()));
        try (var client = server.aliceSubmits()) {
            client.follows("""
                    C: MAIL FROM:<alice@example.net>
                    S: 250 {...}
                    C: RCPT TO:<bob@example.net>
                    S: 250 {...}
                    C: RCPT TO:<x@elsewhere.test>
                    S: 552 5.7.0 Insufficient credits: 4 needed, 1 left
                    """);
            price(new PolicyEntry.Balance(new AccountId(1), 7, 2, Optional.empty()));
            client.follows("""
                    C: RCPT TO:<x@elsewhere.test>
                    S: 250 {...}
                    C: RCPT TO:<y@elsewhere.test>
                    S: 250 {...}
                    """);
            price(new PolicyEntry.Price("example.net", 4, PolicyEntry.Per.RECIPIENT, 1));
            client.follows("""
                    C: RCPT TO:<z@elsewhere.test>
                    S: 552 5.7.0 Insufficient credits: 12 needed, 7 left
                    C: RCPT TO:<x@elsewhere.test>
                    S: 552 5.7.0 Insufficient credits: 8 needed, 7 left
                    """);
        }
    }

    @Test
    void administratorsSendForNothing() {
        price(new PolicyEntry.Price("*", 4, PolicyEntry.Per.MESSAGE, 1));
        price(new PolicyEntry.Balance(new AccountId(1), 0, 1, Optional.empty()));
        server.entry(TestServer.facts(1, "alice@example.net", DirectoryEntry.Role.ADMIN));
        try (var client = server.aliceSubmits()) {
            client.follows("""
                    C: MAIL FROM:<alice@example.net>
                    S: 250 {...}
                    C: RCPT TO:<x@elsewhere.test>
                    S: 250 {...}
                    """);
        }
    }

    private void price(PolicyEntry entry) {
        server.prices.put(entry.key(), entry);
    }

    @Test
    void loginMechanismAsksForNameAndPassword() {
        server.letAliceIn();
        try (var client = server.submission()) {
            client.follows("""
                    S: 220 {...}
                    C: EHLO client.example
                    S: ...
                    S: 250 LIMITS {...}
                    C: AUTH LOGIN
                    S: 334 VXNlcm5hbWU6
                    C: YWxpY2U=
                    S: 334 UGFzc3dvcmQ6
                    C: c2VjcmV0
                    S: 235 2.7.0 Authentication successful
                    C: AUTH LOGIN
                    S: 503 5.5.1 Authenticated already
                    """);
        }
    }

    @Test
    void wrongPasswordsEndTheSessionAfterThree() {
        try (var client = server.submission()) {
            client.follows("""
                    S: 220 {...}
                    C: EHLO client.example
                    S: ...
                    S: 250 LIMITS {...}
                    C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
                    S: 535 5.7.8 Authentication credentials invalid
                    C: AUTH PLAIN
                    S: 334\s
                    C: AGFsaWNlAHNlY3JldA==
                    S: 535 5.7.8 {...}
                    C: AUTH LOGIN YWxpY2U=
                    S: 334 UGFzc3dvcmQ6
                    C: c2VjcmV0
                    S: 535 5.7.8 {...}
                    S: 421 4.7.0 {...}
                    close
                    """);
        }
    }

    @Test
    void loginsThatCannotBeCheckedAreRefusedForNow() {
        server.login = new LoginCheck.Result.Unavailable("test");
        try (var client = server.submission()) {
            client.follows("""
                    S: 220 {...}
                    C: EHLO client.example
                    S: ...
                    S: 250 LIMITS {...}
                    C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
                    S: 454 4.7.0 {...}
                    """);
            server.login = new LoginCheck.Result.TooMany();
            client.follows("""
                    C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
                    S: 454 4.7.0 Too many failed logins, try again later
                    """);
        }
    }

    @Test
    void senderMustBeAnAddressOfTheAccount() {
        try (var client = server.aliceSubmits()) {
            client.follows("""
                    C: MAIL FROM:<bob@example.net>
                    S: 553 5.7.1 {...}
                    C: MAIL FROM:<x@far.example>
                    S: 553 5.7.1 {...}
                    C: MAIL FROM:<Alice+tag@example.net>
                    S: 250 {...}
                    C: RCPT TO:<x@far.example>
                    S: 250 {...}
                    C: DATA
                    S: 354 {...}
                    C: From: Bob <bob@example.net>
                    C:\s
                    C: .
                    S: 550 5.7.1 The From address belongs to another account
                    """);
        }
        assertTrue(server.accepted.isEmpty());
    }

    @Test
    void submissionIsCompletedAndBlindCopiesStayBlind() {
        try (var client = server.aliceSubmits()) {
            client.follows("""
                    C: MAIL FROM:<alice@example.net>
                    S: 250 {...}
                    C: RCPT TO:<bob>
                    S: 250 {...}
                    C: RCPT TO:<x@far.example>
                    S: 250 {...}
                    C: DATA
                    S: 354 {...}
                    C: From: alice@example.net
                    C: Bcc: x@far.example,
                    C:  y@far.example
                    C: Subject: Hi
                    C:\s
                    C: Bcc: this is text
                    C: .
                    S: 250 {...}
                    """);
        }
        var message = server.accepted.getFirst();
        var id = message.event().messageId().value();
        assertTrue(
                message.text()
                        .endsWith(
                                "+0000\r\nDate: Sat, 21 Nov 2026 10:00:00 +0000\r\nMessage-ID: <" + id
                                        + "@mail.example.net>\r\nFrom: alice@example.net\r\nSubject: Hi\r\n\r\nBcc: this is text\r\n"),
                message.text());
        assertTrue(message.text().contains(" with ESMTPA\r\n"));
        assertEquals(
                new Origin.Submission(new AccountId(1), true, List.of("x@far.example, y@far.example")),
                message.event().origin());
        assertEquals(
                List.of("bob@example.net", "x@far.example"),
                message.event().envelope().recipients().stream()
                        .map(Recipient::address)
                        .toList());
        assertEquals(message.octets().length, message.event().size());
        assertEquals(Optional.empty(), message.event().envelope().tlsOptional());
    }

    @Test
    void wholeMessageStaysAsItIs() {
        try (var client = server.aliceSubmits()) {
            client.follows("""
                    C: MAIL FROM:<alice@example.net>
                    S: 250 {...}
                    C: RCPT TO:<bob@example.net>
                    S: 250 {...}
                    C: DATA
                    S: 354 {...}
                    C: Date: x
                    C: Message-ID: <a@b>
                    C: TLS-Required: no
                    C:\s
                    C: text
                    C: .
                    S: 250 {...}
                    """);
        }
        var message = server.accepted.getFirst();
        assertEquals(Optional.of(true), message.event().envelope().tlsOptional());
        var text = message.text();
        assertTrue(text.endsWith("\r\nDate: x\r\nMessage-ID: <a@b>\r\nTLS-Required: no\r\n\r\ntext\r\n"));
        assertFalse(text.contains("Date: Sat"));
    }

    @Test
    void implicitTlsIsForLoginsToo() {
        server.letAliceIn();
        try (var client = Dialogue.withTls(server.server.port(ListenerKind.SUBMISSIONS))) {
            client.follows("""
                    S: 220 {...}
                    C: EHLO client.example
                    S: ...
                    S: 250-AUTH PLAIN LOGIN
                    S: 250 LIMITS {...}
                    C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
                    S: 235 {...}
                    C: MAIL FROM:<alice@example.net>
                    S: 250 {...}
                    C: RCPT TO:<bob@example.net>
                    S: 250 {...}
                    C: DATA
                    S: 354 {...}
                    C: .
                    S: 250 {...}
                    """);
        }
        assertTrue(server.accepted.getFirst().text().contains(" with ESMTPSA\r\n"));
    }
}
