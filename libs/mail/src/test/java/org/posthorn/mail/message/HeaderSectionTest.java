package org.posthorn.mail.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.mail.Parsed;

class HeaderSectionTest {

    private static HeaderSection section(String text) {
        return HeaderSection.of(text.replace("\n", "\r\n").getBytes(UTF_8));
    }

    @Test
    void fieldsAreFoundByNameInAnyCase() {
        var header = section("Received: a\nSubject:  one\n\ttwo\nRECEIVED : b\nX:\n\nbody: no\n");
        assertEquals("one\ttwo", header.value("subject").orElseThrow());
        assertEquals(
                List.of("a", "b"),
                header.all("Received").stream().map(HeaderField::value).toList());
        assertEquals(2, header.count("received"));
        assertEquals(Optional.of(""), header.value("x"));
        assertEquals(Optional.empty(), header.value("body"));
        assertEquals("RECEIVED", header.all("Received").getLast().name());
    }

    @Test
    void octetsAreExactAndFieldsAreCutOut() {
        var text = "A: 1\nBcc: x@y.example,\n z@y.example\nC: 3\n\nbody\n";
        var header = section(text);
        assertEquals(
                "A: 1\nBcc: x@y.example,\n z@y.example\nC: 3\n\n".replace("\n", "\r\n"),
                new String(header.octets(), UTF_8));
        assertEquals("A: 1\r\nC: 3\r\n\r\n", new String(header.octetsWithout(field -> field.is("bcc")), UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "'A: 1\r\nno field\r\n',6",
        "'\r\nx',2",
        "'body',0",
        "'A: 1',4",
        "'A: 1\n\nb',6",
        "'A: 1\r\n b',8",
        "' x: 1',0"
    })
    void bodyBeginsWhereTheFieldsEnd(String text, int bodyStart) {
        assertEquals(bodyStart, HeaderSection.of(text.getBytes(UTF_8)).bodyStart());
    }

    @Test
    void limitsAreKept() {
        var many = "A: 1\n".repeat(50) + "\n";
        var octets = many.getBytes(UTF_8);
        assertInstanceOf(
                Parsed.Malformed.class,
                HeaderSection.parse(octets, 0, octets.length, new HeaderSection.Limits(1000, 49)));
        assertInstanceOf(
                Parsed.Malformed.class,
                HeaderSection.parse(octets, 0, octets.length, new HeaderSection.Limits(200, 50)));
        assertInstanceOf(
                Parsed.Ok.class, HeaderSection.parse(octets, 0, octets.length, new HeaderSection.Limits(251, 50)));
    }

    @Test
    void octetsBeyondAsciiAreUtf8OrWindows1252() {
        assertEquals("café", section("S: café\n\n").value("s").orElseThrow());
        assertEquals(
                "café",
                HeaderSection.of("S: café\r\n\r\n".getBytes(ISO_8859_1))
                        .value("s")
                        .orElseThrow());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "=?UTF-8?Q?caf=C3=A9?= | café",
                "=?iso-8859-1?q?a_b?= c | a b c",
                "=?UTF-8?B?w6k=?= =?UTF-8?B?w6k=?= x | éé x",
                "=?UTF-8?B?4pg=?= =?UTF-8?B?gw==?= | ☃",
                "=?UTF-8?Q?a?= =?ISO-8859-1?Q?=E9?= | aé",
                "x =?broken?= y | x =?broken?= y",
                "=?UTF-8*de?Q?=C3=A4?= | ä",
                "=?x-nonsense?Q?=C3=A4?= | ä",
            })
    void encodedWordsAreDecoded(String text, String decoded) {
        assertEquals(decoded, EncodedWords.decode(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "plain",
                "Grüße aus Köln",
                "日本語の件名はここにあります、とても長いので折り返されます。もう少し長くします。",
                "a =?x?= b",
                "😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀😀"
            })
    void textIsEncodedAndReadBack(String text) {
        var encoded = EncodedWords.encode(text);
        assertEquals(text, EncodedWords.decode(encoded));
        for (var word : encoded.split(" ")) {
            assertTrue(word.length() <= 75, word);
        }
        for (var line : HeaderWriter.unstructured("Subject", text).split("\r\n")) {
            assertTrue(line.length() <= 78, line);
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "a@b.example | |a@b.example",
                "\"Doe, John\" <j@d.example> | Doe, John|j@d.example",
                "John Doe <j@d.example> | John Doe|j@d.example",
                "j@d.example (John (Jr) Doe) | John (Jr) Doe|j@d.example",
                "John Q. Public<j@d.example | John Q. Public|j@d.example",
                "=?UTF-8?Q?J=C3=B6rg?= <j@d.example> | Jörg|j@d.example",
                "<@r.example:j@d.example> | |j@d.example",
                "\"a b\"@c.example | |\"a b\"@c.example",
                "j@x <j@d.example> | j@x|j@d.example",
                "root | |root",
                "a@[192.0.2.1] | |a@[192.0.2.1]",
                "\"\\\"Q\\\"\" <q@d.example> | \"Q\"|q@d.example"
            })
    void addressesAreReadAsPeopleWriteThem(String text, String name, String address) {
        var list = AddressList.parse(text);
        assertEquals(1, list.size());
        var mailbox = assertInstanceOf(HeaderAddress.Mailbox.class, list.getFirst());
        assertEquals(name == null ? "" : name, mailbox.displayName());
        assertEquals(address, mailbox.address());
    }

    @Test
    void listsAndGroupsAreRead() {
        var list = AddressList.parse(
                "a@x.example, friends: b@x.example, \"C\" <c@x.example>; ,, d@x.example, undisclosed-recipients:;");
        assertEquals(4, list.size());
        var group = assertInstanceOf(HeaderAddress.Group.class, list.get(1));
        assertEquals("friends", group.displayName());
        assertEquals(
                List.of("b@x.example", "c@x.example"),
                group.members().stream().map(HeaderAddress.Mailbox::address).toList());
        assertEquals(new HeaderAddress.Group("undisclosed-recipients", List.of()), list.getLast());
        assertEquals(
                4,
                AddressList.mailboxes("a@x.example, g: b@x.example, c@x.example; d@x.example")
                        .size());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ",",
                "<",
                "\"",
                "(",
                ":",
                ":;",
                "a:b:c",
                "<<>>",
                "a:<b",
                "[",
                "@",
                "\\",
                "a:\"",
                "((((",
                "a, b:(;,"
            })
    void brokenListsNeverFail(String text) {
        AddressList.parse(text);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "Sat, 21 Nov 2026 10:06:07 +0000 | 2026-11-21T10:06:07Z",
                "21 Nov 2026 10:06 -0130 | 2026-11-21T10:06-01:30",
                "Sat,  1 Nov 97 10:06:07 PST (Pacific) | 1997-11-01T10:06:07-08:00",
                "Sat, 01-Nov-2026 10:06:60 GMT | 2026-11-01T10:06:59Z",
                "Saturday, 1 November 2026 10:06:07 +0200 | 2026-11-01T10:06:07+02:00",
            })
    void datesAreReadAsTheWorldWritesThem(String text, OffsetDateTime date) {
        assertEquals(Optional.of(date), MessageDate.parse(text));
        assertEquals(Optional.of(date), MessageDate.parse(MessageDate.format(date)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "today",
                "32 Nov 2026 10:00:00 +0000",
                "1 Foo 2026 10:00 +0000",
                "2026-11-21T10:06:07Z",
                "Sat, 1 Nov 2026 99:00:00"
            })
    void whatIsNoDateIsNone(String text) {
        assertEquals(Optional.empty(), MessageDate.parse(text));
    }

    @Test
    void traceHeaderNamesTheTlsFacts() throws Exception {
        var trace = new TraceHeader(
                "client.example",
                InetAddress.getByName("192.0.2.1"),
                Optional.empty(),
                "mx.example.net",
                TraceHeader.protocol(true, true, false, false),
                Optional.of(new TraceHeader.Tls("TLSv1.3", "TLS_AES_128_GCM_SHA256")),
                "0190",
                Optional.of("a@b.example"),
                OffsetDateTime.parse("2026-11-21T10:06:07Z"));
        assertEquals("""
                Received: from client.example ([192.0.2.1])
                \tby mx.example.net (Posthorn) with ESMTPS
                \ttls TLS_AES_128_GCM_SHA256 (TLSv1.3)
                \tid 0190
                \tfor <a@b.example>;
                \tSat, 21 Nov 2026 10:06:07 +0000
                """.replace("\n", "\r\n"), new String(trace.octets(), UTF_8));
    }

    @ParameterizedTest
    @CsvSource({
        "false,false,false,false,SMTP",
        "true,false,false,false,ESMTP",
        "true,true,true,false,ESMTPSA",
        "true,true,false,true,UTF8SMTPS"
    })
    void withClauseIsRegistered(boolean extended, boolean tls, boolean authenticated, boolean utf8, String expected) {
        assertEquals(expected, TraceHeader.protocol(extended, tls, authenticated, utf8));
    }
}
