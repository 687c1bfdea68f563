package org.posthorn.delivery.transport;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.delivery.transport.Sending.GREETING;
import static org.posthorn.delivery.transport.Sending.LONG;
import static org.posthorn.delivery.transport.Sending.PIPELINING;
import static org.posthorn.delivery.transport.Sending.PLAIN;
import static org.posthorn.delivery.transport.Sending.message;
import static org.posthorn.delivery.transport.Sending.refused;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.posthorn.delivery.transport.RecipientResult.Accepted;
import org.posthorn.delivery.transport.RecipientResult.Unsuitable;
import org.posthorn.delivery.transport.SmtpClient.Sent;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.Recipient;

/// The client's dialogues with servers that behave, as transcripts.
class SmtpClientTest {
    @RegisterExtension
    final Sending sending = new Sending();

    @Test
    void oneMessageIsHandedOverCommandByCommand() {
        try (var server = ScriptedServer.playing(PLAIN + """
                C: MAIL FROM:<alice@example.com> SIZE=25
                S: 250 2.1.0 Ok
                C: RCPT TO:<bob@example.net>
                S: 250 2.1.5 Ok
                C: DATA
                S: 354 Go ahead
                C: ...
                S: 250 2.0.0 Queued as 17
                """)) {
            var results = sending.send(server, message("Subject: s\r\n\r\n.dot\r\nend\r\n", "bob@example.net"));

            var accepted = assertInstanceOf(Accepted.class, results.getFirst(), server.wrong()::toString);
            assertEquals("250 2.0.0 Queued as 17", accepted.reply().toString());
            assertEquals(List.of("Subject: s\n\n..dot\nend\n"), server.contents());
            assertEquals(List.of(), server.wrong());
        }
    }

    @Test
    void aPipeliningServerGetsTheWholeEnvelopeAtOnce() {
        // Not one reply before DATA: a client that waited for one would wait for ever.
        try (var server = ScriptedServer.playing(PIPELINING + """
                C: MAIL FROM:<alice@example.com>
                C: RCPT TO:<bob@example.net>
                C: RCPT TO:<carol@example.net>
                C: DATA
                S: 250 2.1.0 Ok
                S: 250 2.1.5 Ok
                S: 550 5.1.1 No such user
                S: 354 Go ahead
                C: ...
                S: 250 2.0.0 Ok
                """)) {
            var results = sending.send(server, message("bob@example.net", "carol@example.net"));

            assertInstanceOf(Accepted.class, results.getFirst());
            assertEquals("550 5.1.1 No such user", refused(results.getLast()));
        }
    }

    @Test
    void aConnectionIsUsedAgain() {
        var transaction = """
                C: MAIL FROM:<alice@example.com>
                C: RCPT TO:<bob@example.net>
                C: DATA
                S: 250 2.1.0 Ok
                S: 250 2.1.5 Ok
                S: 354 Go ahead
                C: ...
                S: 250 2.0.0 Ok
                """;
        try (var server = ScriptedServer.playing(PIPELINING + transaction + transaction)) {
            var client = sending.client(LONG);

            assertInstanceOf(
                    Accepted.class,
                    sending.send(client, server, message("bob@example.net")).getFirst());
            assertInstanceOf(
                    Accepted.class,
                    sending.send(client, server, message("bob@example.net")).getFirst());

            assertEquals(1, server.connections());
        }
    }

    @Test
    void whenNobodyIsAcceptedNothingIsSent() {
        try (var server = ScriptedServer.playing(PLAIN + """
                C: MAIL FROM:<alice@example.com> SIZE=14
                S: 250 2.1.0 Ok
                C: RCPT TO:<bob@example.net>
                S: 550 5.1.1 No such user
                C: RSET
                S: 250 2.0.0 Ok
                """)) {
            assertEquals(
                    "550 5.1.1 No such user",
                    refused(sending.send(server, message("bob@example.net")).getFirst()));
            assertEquals(List.of(), server.wrong());
        }
    }

    @Test
    void aRefusalOfMailIsTheAnswerForEveryone() {
        try (var server = ScriptedServer.playing(PIPELINING + """
                C: MAIL FROM:<alice@example.com>
                C: RCPT TO:<bob@example.net>
                C: RCPT TO:<carol@example.net>
                C: DATA
                S: 451 4.7.1 Greylisted
                S: 503 5.5.1 MAIL first
                S: 503 5.5.1 MAIL first
                S: 503 5.5.1 MAIL first
                C: RSET
                S: 250 2.0.0 Ok
                """)) {
            var results = sending.send(server, message("bob@example.net", "carol@example.net"));

            results.forEach(result -> assertEquals("451 4.7.1 Greylisted", refused(result)));
        }
    }

    @Test
    void anOldServerIsGreetedWithHelo() {
        try (var server = ScriptedServer.playing("""
                S: 220 old
                C: EHLO our.example.com
                S: 500 What
                C: HELO our.example.com
                S: 250 Hello
                C: MAIL FROM:<alice@example.com>
                S: 250 Ok
                C: RCPT TO:<bob@example.net>
                S: 250 Ok
                C: DATA
                S: 354 Go ahead
                C: ...
                S: 250 Ok
                """)) {
            assertInstanceOf(
                    Accepted.class,
                    sending.send(server, message("bob@example.net")).getFirst());
        }
    }

    @Test
    void withoutTlsARequiredOneIsUnreachable() {
        try (var server = ScriptedServer.playing(PLAIN)) {
            var target = new MailServer("mx", server.target().address(), Opening.Tls.VERIFIED, Optional.empty());

            var sent = sending.client(LONG).send(target, message("bob@example.net"), Sending.alone());

            assertEquals("4.7.4", Sending.ours(sent).status());
        }
    }

    @Test
    void aSmarthostIsLoggedInTo() {
        try (var server = ScriptedServer.playing(GREETING + """
                S: 250-mx
                S: 250 AUTH LOGIN PLAIN
                C: AUTH PLAIN AHVzZXIAc2VjcmV0
                S: 235 2.7.0 Welcome
                C: MAIL FROM:<alice@example.com>
                S: 250 Ok
                C: RCPT TO:<bob@example.net>
                S: 250 Ok
                C: DATA
                S: 354 Go ahead
                C: ...
                S: 250 Ok
                """)) {
            var login = Optional.of(new Opening.Credentials("user", "secret"));
            var target = new MailServer("mx", server.target().address(), Opening.Tls.NEVER, login);

            var sent = sending.client(LONG).send(target, message("bob@example.net"), Sending.alone());

            assertInstanceOf(
                    Accepted.class,
                    assertInstanceOf(Sent.Answered.class, sent).results().getFirst());
        }
    }

    @Test
    void aMessageLargerThanTheServerTakesIsNotTried() {
        try (var server = ScriptedServer.playing(PLAIN)) {
            var results = sending.send(server, message("x".repeat(1001), "bob@example.net"));

            assertEquals(
                    "5.3.4",
                    assertInstanceOf(Unsuitable.class, results.getFirst())
                            .cause()
                            .status());
        }
    }

    @Test
    void eightBitTextIsEncodedForAServerThatTakesSevenOnly() {
        try (var server = ScriptedServer.playing(GREETING + """
                S: 250 mx.example.net
                C: MAIL FROM:<alice@example.com>
                S: 250 Ok
                C: RCPT TO:<bob@example.net>
                S: 250 Ok
                C: DATA
                S: 354 Go ahead
                C: ...
                S: 250 Ok
                """)) {
            var result = sending.send(server, eightBit("MIME-Version: 1.0\r\n\r\nGr\u00fc\u00dfe\r\n"))
                    .getFirst();

            assertInstanceOf(Accepted.class, result, server.wrong()::toString);
            var content = server.contents().getFirst();
            assertTrue(content.contains("Content-Transfer-Encoding: quoted-printable\n"), content);
            assertTrue(content.endsWith("\n\nGr=C3=BC=C3=9Fe\n"), content);
        }
    }

    @Test
    void eightBitThatCannotBeEncodedIsReturned() {
        try (var server = ScriptedServer.playing(GREETING + "S: 250 mx.example.net\n")) {
            var result = sending.send(server, eightBit("Subject: Gr\u00fc\u00dfe\r\n\r\nHello\r\n"))
                    .getFirst();

            assertEquals(
                    "5.6.3", assertInstanceOf(Unsuitable.class, result).cause().status());
        }
    }

    @Test
    void withChunkingTheContentIsOneChunkBehindTheRecipients() {
        try (var server = ScriptedServer.playing(GREETING + """
                S: 250-mx.example.net
                S: 250-PIPELINING
                S: 250 CHUNKING
                C: MAIL FROM:<alice@example.com>
                C: RCPT TO:<bob@example.net>
                S: 250 Ok
                S: 250 Ok
                C: BDAT 23 LAST
                C# 23
                S: 250 Taken
                """)) {
            var results = sending.send(server, message("Subject: s\r\n\r\n.dot\r\nx\r\n", "bob@example.net"));

            assertEquals(List.of("250 Taken"), accepted(results, server));
            assertEquals(List.of("Subject: s\r\n\r\n.dot\r\nx\r\n"), server.contents());
        }
    }

    @Test
    void theNextMessageFollowsWithoutARoundTripOfItsOwn() throws InterruptedException {
        try (var server = ScriptedServer.playing(PIPELINING + """
                C: MAIL FROM:<alice@example.com>
                C: RCPT TO:<bob@example.net>
                C: DATA
                S: 250 Ok
                S: 250 Ok
                S: 354 Go ahead
                C: ...
                C: MAIL FROM:<alice@example.com>
                C: RCPT TO:<carol@example.net>
                C: DATA
                S: 250 First
                S: 250 Ok
                S: 250 Ok
                S: 354 Go ahead
                C: ...
                S: 250 Second
                """)) {
            var client = sending.client(LONG);
            var baton = new Baton(message("carol@example.net"), () -> {});
            var first = client.send(
                    server.target(),
                    message("bob@example.net"),
                    Sending.use(fits -> Optional.of(baton).filter(_ -> fits.test(message("carol@example.net")))));
            var second = client.resume(baton, Sending.alone()).orElseThrow();

            assertEquals(
                    List.of("250 First"),
                    accepted(assertInstanceOf(Sent.Answered.class, first).results(), server));
            assertEquals(List.of("250 Second"), accepted(second.results(), server));
            assertEquals(1, server.connections());
        }
    }

    @Test
    void whoFollowsStartsAnewWhenTheConnectionEndsWithTheMessageBefore() throws InterruptedException {
        try (var server = ScriptedServer.playing(PIPELINING + """
                C: MAIL FROM:<alice@example.com>
                C: RCPT TO:<bob@example.net>
                C: DATA
                S: 250 Ok
                S: 250 Ok
                S: 354 Go ahead
                C: ...
                S: 421 Closing
                cut
                """)) {
            var client = sending.client(LONG);
            var baton = new Baton(message("carol@example.net"), () -> {});
            client.send(server.target(), message("bob@example.net"), Sending.use(_ -> Optional.of(baton)));

            assertEquals(Optional.empty(), client.resume(baton, Sending.alone()));
        }
    }

    /// Who passes a connection on must not look at it again: it is another thread's by then.
    @Test
    void aConnectionGoesFromHandToHandWhileEachHandIsBusy() {
        int messages = 90;
        var envelope = """
                C: MAIL FROM:<alice@example.com>
                C: RCPT TO:<bob@example.net>
                C: DATA
                """;
        var taken = "S: 250 Taken\n";
        var contents = Collections.nCopies(messages, "S: 250 Ok\nS: 250 Ok\nS: 354 Go ahead\nC: ...\n");
        var script = PIPELINING + envelope + String.join(envelope + taken, contents) + taken;
        var batons = Stream.generate(() -> new Baton(message("bob@example.net"), () -> {}))
                .limit(messages - 1)
                .toList();
        var left = new ConcurrentLinkedQueue<>(batons);
        var use = Sending.use(_ -> Optional.ofNullable(left.poll()));
        try (var server = ScriptedServer.playing(script);
                var hands = Executors.newVirtualThreadPerTaskExecutor()) {
            var client = sending.client(LONG);
            var resumed = batons.stream()
                    .map(baton -> hands.submit(() -> client.resume(baton, use)))
                    .toList();
            try {
                client.send(server.target(), message("bob@example.net"), use);
                for (var one : resumed) {
                    var results = assertDoesNotThrow(() -> one.get(60, TimeUnit.SECONDS))
                            .orElseThrow()
                            .results();
                    assertEquals(List.of("250 Taken"), accepted(results, server));
                }
            } finally {
                batons.forEach(Baton::drop);
            }
            assertEquals(1, server.connections());
            assertEquals(messages, server.contents().size());
        }
    }

    private static OutgoingMessage eightBit(String content) {
        var to = List.of(Recipient.of("bob@example.net"));
        var envelope =
                new MailEnvelope("alice@example.com", to, false, true, false, Optional.empty(), Optional.empty());
        return new OutgoingMessage(envelope, to, OutgoingContent.of(content.getBytes(StandardCharsets.UTF_8)));
    }

    @Test
    void anInternationalAddressNeedsAServerThatKnowsIt() {
        try (var server = ScriptedServer.playing(PLAIN)) {
            var plain = message("bücher@example.net");
            var utf8 = new MailEnvelope(
                    "alice@example.com", plain.recipients(), true, false, false, Optional.empty(), Optional.empty());

            var results = sending.send(server, new OutgoingMessage(utf8, plain.recipients(), plain.content()));

            assertEquals(
                    "5.6.7",
                    assertInstanceOf(Unsuitable.class, results.getFirst())
                            .cause()
                            .status());
        }
    }

    @Test
    void wishesForNotificationsArePassedOn() {
        try (var server = ScriptedServer.playing(GREETING + """
                S: 250-mx
                S: 250 DSN
                C: MAIL FROM:<alice@example.com> RET=HDRS ENVID=QQ+2B1
                S: 250 Ok
                C: RCPT TO:<bob@example.net> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;list@example.com
                S: 250 Ok
                C: DATA
                S: 354 Go ahead
                C: ...
                S: 250 Ok
                """)) {
            var recipient = new Recipient(
                    "bob@example.net", List.of("SUCCESS", "FAILURE"), Optional.of("rfc822;list@example.com"));
            var envelope = new MailEnvelope(
                    "alice@example.com",
                    List.of(recipient),
                    false,
                    false,
                    false,
                    Optional.of("HDRS"),
                    Optional.of("QQ+1"));
            var content = OutgoingContent.of("Subject: s\r\n\r\n".getBytes(StandardCharsets.US_ASCII));

            var results = sending.send(server, new OutgoingMessage(envelope, List.of(recipient), content));

            assertEquals(List.of(), server.wrong());
            assertInstanceOf(Accepted.class, results.getFirst());
        }
    }

    @Test
    void recipientsBeyondTheAnnouncedLimitComeInFurtherTransactions() {
        try (var server = ScriptedServer.playing(GREETING + """
                S: 250-mx.example.net
                S: 250-LIMITS RCPTMAX=2
                S: 250 PIPELINING
                C: MAIL FROM:<alice@example.com>
                C: RCPT TO:<a@example.net>
                C: RCPT TO:<b@example.net>
                C: DATA
                S: 250 Ok
                S: 250 Ok
                S: 250 Ok
                S: 354 Go ahead
                C: ...
                S: 250 First
                C: MAIL FROM:<alice@example.com>
                C: RCPT TO:<c@example.net>
                C: DATA
                S: 250 Ok
                S: 250 Ok
                S: 354 Go ahead
                C: ...
                S: 250 Second
                """)) {
            var results = sending.send(server, message("a@example.net", "b@example.net", "c@example.net"));

            assertEquals(List.of("250 First", "250 First", "250 Second"), accepted(results, server));
        }
    }

    @Test
    void aRecipientTooManyComesWithTheNextTransaction() {
        try (var server = ScriptedServer.playing(PLAIN + """
                C: MAIL FROM:<alice@example.com> SIZE=14
                S: 250 Ok
                C: RCPT TO:<a@example.net>
                S: 250 Ok
                C: RCPT TO:<b@example.net>
                S: 452 4.5.3 Too many recipients
                C: DATA
                S: 354 Go ahead
                C: ...
                S: 250 First
                C: MAIL FROM:<alice@example.com> SIZE=14
                S: 250 Ok
                C: RCPT TO:<b@example.net>
                S: 250 Ok
                C: DATA
                S: 354 Go ahead
                C: ...
                S: 250 Second
                """)) {
            var results = sending.send(server, message("a@example.net", "b@example.net"));

            assertEquals(List.of("250 First", "250 Second"), accepted(results, server));
        }
    }

    private static List<String> accepted(List<RecipientResult> results, ScriptedServer server) {
        return results.stream()
                .map(result -> assertInstanceOf(Accepted.class, result, server.wrong()::toString)
                        .reply()
                        .toString())
                .toList();
    }
}
