package org.posthorn.mail.smtp;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.mail.smtp.Command.Problem;

class CommandParserTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "EHLO client.example",
                "HELO [192.0.2.1]",
                "MAIL FROM:<>",
                "MAIL FROM:<a@b.example>",
                "MAIL FROM:<a@b.example> SIZE=1000 BODY=8BITMIME SMTPUTF8 RET=HDRS ENVID=QQ+2B314 REQUIRETLS AUTH=<>",
                "MAIL FROM:<josé@b.example> SMTPUTF8",
                "MAIL FROM:<\"a> b\"@c.example> SIZE=1",
                "RCPT TO:<postmaster>",
                "RCPT TO:<a@b.example> NOTIFY=SUCCESS,FAILURE ORCPT=rfc822;Bob+20B@example.com",
                "RCPT TO:<a@b.example> NOTIFY=NEVER",
                "DATA",
                "BDAT 86 LAST",
                "BDAT 0",
                "RSET",
                "NOOP",
                "QUIT",
                "VRFY alice",
                "EXPN list",
                "HELP",
                "STARTTLS"
            })
    void readsWhatItWrites(String line) {
        assertEquals(line, CommandParser.parse(line).toString());
    }

    @Test
    void verbsAndKeywordsComeInAnyCaseAndWithLooseSpace() {
        var octets = "mail from: <A@B.example>  size=5  body=8bitmime \t".getBytes(StandardCharsets.UTF_8);
        var mail = assertInstanceOf(Command.Mail.class, CommandParser.parse(octets, 0, octets.length));
        assertEquals("A@b.example", mail.from().toString());
        assertEquals(5, mail.parameters().size().orElseThrow());
        assertEquals(Body.EIGHT_BIT_MIME, mail.parameters().body());
    }

    @Test
    void parametersAreDecoded() {
        var rcpt = assertInstanceOf(
                Command.Rcpt.class,
                CommandParser.parse("RCPT TO:<a@b.example> ORCPT=utf-8;j\\x{F6}rg@x.example NOTIFY=DELAY"));
        assertEquals(Set.of(Notify.DELAY), rcpt.parameters().notifyOn());
        assertEquals(
                Optional.of(new OriginalRecipient("utf-8", "j\u00f6rg@x.example")),
                rcpt.parameters().originalRecipient());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EHLO | ARGUMENT",
                "EHLO a b | ARGUMENT",
                "MAIL | ARGUMENT",
                "MAIL TO:<a@b.example> | ARGUMENT",
                "MAIL FROM: | ARGUMENT",
                "MAIL FROM:a@b.example | REVERSE_PATH",
                "MAIL FROM:<a@b | REVERSE_PATH",
                "MAIL FROM:<a b@c.example> | REVERSE_PATH",
                "MAIL FROM:<a@b.example>SIZE=1 | PARAMETER",
                "MAIL FROM:<a@b.example> SIZE=x | PARAMETER",
                "MAIL FROM:<a@b.example> SIZE=1 SIZE=2 | PARAMETER",
                "MAIL FROM:<a@b.example> SMTPUTF8=1 | PARAMETER",
                "MAIL FROM:<a@b.example> RET=SOME | PARAMETER",
                "MAIL FROM:<a@b.example> FOO=1 | UNKNOWN_PARAMETER",
                "RCPT TO:<a@b.example> SIZE=1 | UNKNOWN_PARAMETER",
                "RCPT TO:<> | FORWARD_PATH",
                "RCPT TO:<a@b.example> NOTIFY=NEVER,DELAY | PARAMETER",
                "RCPT TO:<a@b.example> ORCPT=rfc822;a+ZZ | PARAMETER",
                "DATA now | ARGUMENT",
                "BDAT -1 | ARGUMENT",
                "BDAT 99999999999999999999 | ARGUMENT",
                "BDAT 5 FIRST | ARGUMENT",
                "AUTH | ARGUMENT",
            })
    void badArgumentsAreNamed(String line, Problem problem) {
        assertEquals(
                problem,
                assertInstanceOf(Command.Malformed.class, CommandParser.parse(line))
                        .problem());
    }

    @Test
    void secretsAreNotPrinted() {
        assertEquals(
                "AUTH PLAIN ***", CommandParser.parse("auth plain AGEAYg==").toString());
        assertEquals(new Command.Auth("PLAIN", Optional.of("")), CommandParser.parse("AUTH PLAIN ="));
    }

    @Test
    void unknownVerbsAreShortAndPrintable() {
        assertEquals(new Command.Unknown("XFOO"), CommandParser.parse("xfoo bar"));
        assertEquals(new Command.Unknown("?"), CommandParser.parse("\u0016\u0003\u0001"));
        assertEquals(
                32,
                assertInstanceOf(Command.Unknown.class, CommandParser.parse("x".repeat(500)))
                        .verb()
                        .length());
    }

    @Test
    void anyOctetsGiveACommandAndNeverAnException() {
        var random = new Random(4711);
        var seeds = new String[] {
            "MAIL FROM:<a@b.example> SIZE=1", "RCPT TO:<\"a\"@b.example> ORCPT=rfc822;a+2B", "BDAT 5 LAST"
        };
        for (int round = 0; round < 20_000; round++) {
            var octets = seeds[round % seeds.length].getBytes(StandardCharsets.UTF_8);
            for (int i = random.nextInt(4); i >= 0; i--) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
            }
            var command = CommandParser.parse(octets, 0, octets.length);
            assertTrue(command.toString().length() < 400);
        }
    }
}
