package org.posthorn.delivery.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.delivery.transport.RecipientResult.Accepted;
import org.posthorn.delivery.transport.RecipientResult.Doubtful;
import org.posthorn.delivery.transport.RecipientResult.Lost;
import org.posthorn.delivery.transport.RecipientResult.Refused;
import org.posthorn.delivery.transport.RecipientResult.Unsuitable;
import org.posthorn.delivery.transport.SmtpClient.Sent;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.Recipient;

/// The client's dialogues, good and hostile, as transcripts.
class SmtpClientTest {
    private static final Duration LONG = Duration.ofSeconds(60);
    private static final Duration SHORT = Duration.ofMillis(300);
    private static final String GREETING = """
            S: 220 mx.example.net ESMTP
            C: EHLO our.example.com
            """;
    private static final String PLAIN = GREETING + """
            S: 250-mx.example.net
            S: 250-SIZE 1000
            S: 250 8BITMIME
            """;
    private static final String PIPELINING = GREETING + """
            S: 250-mx.example.net
            S: 250-PIPELINING
            S: 250 8BITMIME
            """;

    private final ConnectionPool pool = new ConnectionPool(Duration.ofMinutes(1), 100);
    private final Watchdog watchdog = new Watchdog();

    @AfterEach
    void stop() {
        pool.close();
        watchdog.close();
    }

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
            var results = send(server, message("Subject: s\r\n\r\n.dot\r\nend\r\n", "bob@example.net"));

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
            var results = send(server, message("bob@example.net", "carol@example.net"));

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
            var client = client(LONG);

            assertInstanceOf(
                    Accepted.class,
                    send(client, server, message("bob@example.net")).getFirst());
            assertInstanceOf(
                    Accepted.class,
                    send(client, server, message("bob@example.net")).getFirst());

            assertEquals(1, server.connections());
        }
    }

    @Test
    void aConnectionThatWasClosedWhileIdleIsReplacedUnnoticed() {
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
        try (var server = ScriptedServer.playing(
                PIPELINING + transaction + "cut",
                PIPELINING + transaction + "S: 421 4.4.2 Idle",
                PIPELINING + transaction)) {
            var client = client(LONG);

            for (var i = 0; i < 3; i++) {
                assertInstanceOf(
                        Accepted.class,
                        send(client, server, message("bob@example.net")).getFirst());
            }

            assertEquals(3, server.connections());
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
                    refused(send(server, message("bob@example.net")).getFirst()));
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
            var results = send(server, message("bob@example.net", "carol@example.net"));

            results.forEach(result -> assertEquals("451 4.7.1 Greylisted", refused(result)));
        }
    }

    @Test
    void tooManyRecipientsIsATemporaryAnswerHoweverItIsCoded() {
        try (var server = ScriptedServer.playing(PIPELINING + """
                C: MAIL FROM:<alice@example.com>
                C: RCPT TO:<bob@example.net>
                C: RCPT TO:<carol@example.net>
                C: DATA
                S: 250 Ok
                S: 250 Ok
                S: 552 Too many recipients
                S: 354 Go ahead
                C: ...
                S: 250 Ok
                """)) {
            var results = send(server, message("bob@example.net", "carol@example.net"));

            assertEquals("452 4.5.3 Too many recipients", refused(results.getLast()));
        }
    }

    @Test
    void aLostReplyAfterTheDotIsInDoubt() {
        try (var server = ScriptedServer.playing(PIPELINING + """
                C: MAIL FROM:<alice@example.com>
                C: RCPT TO:<bob@example.net>
                C: RCPT TO:<carol@example.net>
                C: DATA
                S: 250 Ok
                S: 250 Ok
                S: 550 5.1.1 No such user
                S: 354 Go ahead
                C: ...
                cut
                """)) {
            var results = send(server, message("bob@example.net", "carol@example.net"));

            assertInstanceOf(Doubtful.class, results.getFirst());
            assertEquals("550 5.1.1 No such user", refused(results.getLast()));
        }
    }

    @Test
    void aServerThatHangsAfterTheDotIsInDoubt() {
        try (var server = ScriptedServer.playing(PIPELINING + """
                C: MAIL FROM:<alice@example.com>
                C: RCPT TO:<bob@example.net>
                C: DATA
                S: 250 Ok
                S: 250 Ok
                S: 354 Go ahead
                C: ...
                hang
                """)) {
            var client = client(new Timeouts(LONG, LONG, LONG, LONG, LONG, SHORT));

            assertInstanceOf(
                    Doubtful.class,
                    send(client, server, message("bob@example.net")).getFirst());
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cut",
                "hang",
                "S: what?",
                "S: 250-no\nS: 550 end",
                "S= 250 half a repl\ncut",
                "S: 99 too short",
            })
    void aServerThatMakesNoSenseBeforeTheDotLosesTheConnectionOnly(String madness) {
        try (var server = ScriptedServer.playing(PIPELINING + """
                C: MAIL FROM:<alice@example.com>
                C: RCPT TO:<bob@example.net>
                C: DATA
                S: 250 Ok
                """ + madness)) {
            var client = client(new Timeouts(LONG, LONG, SHORT, LONG, LONG, LONG));

            assertInstanceOf(
                    Lost.class, send(client, server, message("bob@example.net")).getFirst());
        }
    }

    @Test
    void aReplyThatTricklesForEverEndsWithTheDeadline() {
        var trickle = "S= 2\nS= 5\nS= 0\nS= -\nhang";
        try (var server = ScriptedServer.playing("S: 220 hi\nC: EHLO our.example.com\n" + trickle)) {
            var client = client(new Timeouts(LONG, LONG, SHORT, LONG, LONG, LONG));

            var sent = client.send(server.target(), message("bob@example.net"));

            var reply = assertInstanceOf(Sent.Unreachable.class, sent).reply();
            assertTrue(reply.text().contains("did not answer within"), reply.text());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"S: 554 No mail from you\n", "S: 421 4.7.0 Too busy\n", "cut\n", "S: \u0000\u0001\n"})
    void aServerThatDoesNotGreetIsUnreachable(String greeting) {
        try (var server = ScriptedServer.playing(greeting)) {
            assertInstanceOf(Sent.Unreachable.class, client(LONG).send(server.target(), message("bob@example.net")));
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
                    Accepted.class, send(server, message("bob@example.net")).getFirst());
        }
    }

    @Test
    void aBrokenOfferOfTlsIsNoReasonToKeepTheMail() {
        var offer = GREETING + """
                S: 250-mx.example.net
                S: 250 STARTTLS
                """;
        try (var server =
                ScriptedServer.playing(offer + "C: STARTTLS\nS: 220 Go\nS: this is not TLS\ncut", offer + """
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
                    Accepted.class, send(server, message("bob@example.net")).getFirst());
        }
    }

    @Test
    void withoutTlsARequiredOneIsUnreachable() {
        try (var server = ScriptedServer.playing(PLAIN)) {
            var target = new MailServer("mx", server.target().address(), Opening.Tls.VERIFIED, Optional.empty());

            var sent = client(LONG).send(target, message("bob@example.net"));

            assertEquals(
                    "4.7.4",
                    assertInstanceOf(Sent.Unreachable.class, sent)
                            .reply()
                            .status()
                            .toString());
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

            var sent = client(LONG).send(target, message("bob@example.net"));

            assertInstanceOf(
                    Accepted.class,
                    assertInstanceOf(Sent.Answered.class, sent).results().getFirst());
        }
    }

    @Test
    void aMessageLargerThanTheServerTakesIsNotTried() {
        try (var server = ScriptedServer.playing(PLAIN)) {
            var results = send(server, message("x".repeat(1001), "bob@example.net"));

            assertEquals(
                    "5.3.4",
                    assertInstanceOf(Unsuitable.class, results.getFirst())
                            .reply()
                            .status()
                            .toString());
        }
    }

    @Test
    void anInternationalAddressNeedsAServerThatKnowsIt() {
        try (var server = ScriptedServer.playing(PLAIN)) {
            var plain = message("bücher@example.net");
            var utf8 = new MailEnvelope(
                    "alice@example.com", plain.recipients(), true, false, false, Optional.empty(), Optional.empty());

            var results = send(server, new OutgoingMessage(utf8, plain.recipients(), plain.content()));

            assertEquals(
                    "5.6.7",
                    assertInstanceOf(Unsuitable.class, results.getFirst())
                            .reply()
                            .status()
                            .toString());
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

            var results = send(server, new OutgoingMessage(envelope, List.of(recipient), content));

            assertEquals(List.of(), server.wrong());
            assertInstanceOf(Accepted.class, results.getFirst());
        }
    }

    private List<RecipientResult> send(ScriptedServer server, OutgoingMessage message) {
        return send(client(LONG), server, message);
    }

    private static List<RecipientResult> send(SmtpClient client, ScriptedServer server, OutgoingMessage message) {
        var sent = client.send(server.target(), message);
        return assertInstanceOf(Sent.Answered.class, sent, server.wrong()::toString)
                .results();
    }

    private SmtpClient client(Duration all) {
        return client(new Timeouts(all, all, all, all, all, all));
    }

    private SmtpClient client(Timeouts timeouts) {
        return new SmtpClient("our.example.com", timeouts, pool, watchdog);
    }

    private static String refused(RecipientResult result) {
        return assertInstanceOf(Refused.class, result).reply().toString();
    }

    private static OutgoingMessage message(String firstRecipient, String... more) {
        var to = new ArrayList<String>(List.of(more));
        var content = "Subject: s\r\n\r\n";
        if (firstRecipient.indexOf('@') > 0 && firstRecipient.indexOf('\r') < 0) {
            to.addFirst(firstRecipient);
        } else {
            content = firstRecipient;
        }
        var envelope = MailEnvelope.of("alice@example.com", to);
        return new OutgoingMessage(
                envelope, envelope.recipients(), OutgoingContent.of(content.getBytes(StandardCharsets.US_ASCII)));
    }
}
