package org.posthorn.mail.smtp;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.mail.Parsed;

class ReplyParserTest {

    private static Optional<Parsed<Reply>> read(String wire) throws IOException {
        return ReplyParser.read(new LineReader(new ByteArrayInputStream(wire.getBytes(UTF_8))));
    }

    private static Reply reply(String wire) throws IOException {
        return read(wire).orElseThrow().orElseThrow();
    }

    @Test
    void enhancedStatusIsTakenOffEachLine() throws IOException {
        var reply = reply("550-5.1.1 The account\r\n550-5.1.1 does not\r\n550 5.1.1 exist\r\n");
        assertEquals(new Reply(550, new EnhancedStatus(5, 1, 1), List.of("The account", "does not", "exist")), reply);
        assertEquals("550 5.1.1 The account does not exist", reply.toString());
        assertEquals(Reply.Severity.PERMANENT, reply.severity());
    }

    @Test
    void repliesAreReadAsTheyWereWritten() throws IOException {
        for (var reply : List.of(
                Reply.of(250, "2.1.0", "OK"),
                Reply.plain(354, "Go on"),
                new Reply(421, new EnhancedStatus(4, 7, 0), List.of("a", "b")),
                Reply.plain(250, "mx.example", "SIZE 100", "PIPELINING"))) {
            assertEquals(reply, reply(new String(reply.encode(), UTF_8)));
        }
    }

    @Test
    void statusThatDisagreesWithTheCodeIsText() throws IOException {
        assertEquals(EnhancedStatus.NONE, reply("250 5.1.1 odd\r\n").status());
        assertEquals(List.of(""), reply("250\r\n").lines());
        assertEquals(List.of("4.2"), reply("451 4.2\r\n").lines());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "hello\r\n",
                "25\r\n",
                "250-a\r\n251 b\r\n",
                "250-a\r\n",
                "250 a",
                "199 a\r\n",
                "999 a\r\n",
                "\r\n"
            })
    void malformedRepliesAreNamed(String wire) throws IOException {
        assertInstanceOf(Parsed.Malformed.class, read(wire).orElse(Parsed.malformed("ended")));
    }

    @Test
    void endlessRepliesAreGivenUp() throws IOException {
        assertInstanceOf(Parsed.Malformed.class, read("250-x\r\n".repeat(1000)).orElseThrow());
        assertInstanceOf(
                Parsed.Malformed.class,
                read("250 " + "x".repeat(10_000) + "\r\n").orElseThrow());
        assertTrue(read("").isEmpty());
    }

    @Test
    void capabilitiesAreRead() throws IOException {
        var offered = Capabilities.of(reply("""
                250-mx.example greets you
                250-SIZE 10485760
                250-auth=LOGIN
                250-AUTH PLAIN login
                250-XFOO
                250-LIMITS RCPTMAX=50 MAILMAX=100
                250 8BITMIME
                """.replace("\n", "\r\n")));
        assertEquals(10_485_760, offered.maxSize().orElseThrow());
        assertEquals(Set.of("LOGIN", "PLAIN"), offered.mechanisms());
        assertEquals(50, offered.limit("RCPTMAX").orElseThrow());
        assertTrue(offered.has(Extension.EIGHT_BIT_MIME));
        assertFalse(offered.has(Extension.STARTTLS));
        assertFalse(Capabilities.NONE.has(Extension.SIZE));
    }
}
