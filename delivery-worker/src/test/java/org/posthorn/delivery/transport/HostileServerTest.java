package org.posthorn.delivery.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.delivery.transport.Sending.GREETING;
import static org.posthorn.delivery.transport.Sending.LONG;
import static org.posthorn.delivery.transport.Sending.PIPELINING;
import static org.posthorn.delivery.transport.Sending.SHORT;
import static org.posthorn.delivery.transport.Sending.message;
import static org.posthorn.delivery.transport.Sending.refused;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.Timeout.ThreadMode;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.delivery.transport.RecipientResult.Accepted;
import org.posthorn.delivery.transport.RecipientResult.Doubtful;
import org.posthorn.delivery.transport.RecipientResult.Lost;
import org.posthorn.delivery.transport.SmtpClient.Sent;

/// The client against servers that cut, hang, trickle and make no sense.
class HostileServerTest {
    @RegisterExtension
    final Sending sending = new Sending();

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
            var client = sending.client(LONG);

            for (var i = 0; i < 3; i++) {
                assertInstanceOf(
                        Accepted.class,
                        sending.send(client, server, message("bob@example.net")).getFirst());
            }

            assertEquals(3, server.connections());
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
                C: MAIL FROM:<alice@example.com>
                C: RCPT TO:<carol@example.net>
                C: DATA
                S: 250 Ok
                S: 552 Too many recipients
                S: 503 No recipients
                C: RSET
                S: 250 Ok
                """)) {
            var results = sending.send(server, message("bob@example.net", "carol@example.net"));

            assertEquals("552 Too many recipients", refused(results.getLast()), server.wrong()::toString);
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
            var results = sending.send(server, message("bob@example.net", "carol@example.net"));

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
            var client = sending.client(new Timeouts(LONG, LONG, LONG, LONG, LONG, SHORT));

            assertInstanceOf(
                    Doubtful.class,
                    sending.send(client, server, message("bob@example.net")).getFirst());
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
            var client = sending.client(new Timeouts(LONG, LONG, SHORT, LONG, LONG, LONG));

            assertInstanceOf(
                    Lost.class,
                    sending.send(client, server, message("bob@example.net")).getFirst());
        }
    }

    @Test
    void aReplyThatTricklesForEverEndsWithTheDeadline() {
        var trickle = "S= 2\nS= 5\nS= 0\nS= -\nhang";
        try (var server = ScriptedServer.playing("S: 220 hi\nC: EHLO our.example.com\n" + trickle)) {
            var client = sending.client(new Timeouts(LONG, LONG, SHORT, LONG, LONG, LONG));

            var sent = client.send(server.target(), message("bob@example.net"), Sending.alone());

            var words = Sending.ours(sent).words();
            assertTrue(words.contains("did not answer within"), words);
        }
    }

    @Test
    @Timeout(value = 30, threadMode = ThreadMode.SEPARATE_THREAD)
    void aServerThatDoesNotReadTheContentLosesTheConnection() {
        var large = 32 * 1024 * 1024;
        try (var server = ScriptedServer.playing(PIPELINING + """
                C: MAIL FROM:<alice@example.com>
                C: RCPT TO:<bob@example.net>
                C: DATA
                S: 250 Ok
                S: 250 Ok
                S: 354 Go ahead
                wait
                """)) {
            var client = sending.client(new Timeouts(LONG, LONG, LONG, LONG, Duration.ofMillis(1), LONG));
            var message = message("Subject: s\r\n\r\n" + "x".repeat(large) + "\r\n", "bob@example.net");

            var lost = assertInstanceOf(
                    Lost.class, sending.send(client, server, message).getFirst());

            assertTrue(lost.reason().contains("during the content"), lost.reason());
            server.wake();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"S: 554 No mail from you\n", "S: 421 4.7.0 Too busy\n", "cut\n", "S: \u0000\u0001\n"})
    void aServerThatDoesNotGreetIsUnreachable(String greeting) {
        try (var server = ScriptedServer.playing(greeting)) {
            assertInstanceOf(
                    Sent.Unreachable.class,
                    sending.client(LONG).send(server.target(), message("bob@example.net"), Sending.alone()));
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
                    Accepted.class,
                    sending.send(server, message("bob@example.net")).getFirst());
        }
    }
}
