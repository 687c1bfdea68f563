package org.posthorn.mail.message;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class MimeStructureTest {
    private static final String NESTED = """
            From: a@b.example
            Subject: =?UTF-8?Q?Gr=C3=BC=C3=9Fe?=
            MIME-Version: 1.0
            Content-Type: multipart/mixed; boundary="out er"

            preamble
            --out er
            Content-Type: multipart/alternative; boundary=in

            --in
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: quoted-printable

            Hello =
            w=C3=B6rld
            --in
            Content-Type: text/html

            <style>p{}</style><p>Hello&nbsp;<b>world</b>
            --in--
            --out er
            Content-Type: message/rfc822
            Content-Disposition: attachment; filename*=utf-8''f%C3%B6.eml

            From: inner@b.example
            Subject: inner
            Content-Type: multipart/mixed; boundary=deep

            --deep

            deep text
            --deep
            Content-Type: image/png; name="x.png"
            Content-Transfer-Encoding: base64
            Content-ID: <img@b>

            iVBORw0K
            --deep--
            --out er
            Content-Type: message/rfc822

            Subject: single

            single body
            --out er--
            epilogue
            """.replace("\n", "\r\n");

    private static String shape(Part part) {
        var inner = part.children().stream().map(MimeStructureTest::shape).collect(Collectors.joining(" "));
        return part.number() + ":" + part.type() + (inner.isEmpty() ? "" : "(" + inner + ")");
    }

    private static String body(byte[] message, Part part) {
        return new String(message, part.bodyStart(), part.size(), UTF_8);
    }

    @Test
    void partsAreNumberedAsImapCounts() {
        var structure = MimeStructure.of(NESTED.getBytes(UTF_8));
        assertEquals(
                ":multipart/mixed(1:multipart/alternative(1.1:text/plain 1.2:text/html)"
                        + " 2:message/rfc822(2:multipart/mixed(2.1:text/plain 2.2:image/png))"
                        + " 3:message/rfc822(3.1:text/plain))",
                shape(structure.root()));
        assertTrue(structure.complete());
    }

    @Test
    void partsAreCutFromTheOctets() {
        var message = NESTED.getBytes(UTF_8);
        var structure = MimeStructure.of(message);
        assertEquals("deep text", body(message, structure.part("2.1").orElseThrow()));
        assertEquals("iVBORw0K", body(message, structure.part("2.2").orElseThrow()));
        assertEquals("single body", body(message, structure.part("3.1").orElseThrow()));
        var embedded = structure.part("2").orElseThrow();
        assertEquals("inner", embedded.envelope().orElseThrow().subjectText());
        assertEquals("fö.eml", embedded.fileName().orElseThrow());
        assertTrue(body(message, embedded).endsWith("--deep--"));
        assertEquals(13, embedded.lines());
        assertEquals(1, structure.part("1.1").orElseThrow().lines());
    }

    @Test
    void textHtmlFilesAndPreviewAreFound() {
        var message = NESTED.getBytes(UTF_8);
        var structure = MimeStructure.of(message);
        assertEquals(
                "Hello wörld",
                MessageText.text(message, MessageText.textPart(structure).orElseThrow()));
        assertEquals("1.2", MessageText.htmlPart(structure).orElseThrow().number());
        assertEquals(
                List.of("2", "3"),
                MessageText.attachments(structure).stream().map(Part::number).toList());
        assertEquals("Hello wörld", MessageText.preview(message, structure));
        assertEquals(
                "2.2", MessageText.byContentId(structure, "img@b").orElseThrow().number());
        assertEquals("Grüße", structure.envelope().subjectText());
        assertEquals(structure.envelope().from(), structure.envelope().replyTo());
    }

    @Test
    void previewOfHtmlHasNoMarkup() {
        var message = ("Content-Type: text/html; charset=iso-8859-1\r\n\r\n<html><head><title>t</title></head>"
                        + "<!-- c --><body><p>Caf\u00e9 &amp; &#x41;&lt;b&gt;</p><script>x()</script>&bogus;end")
                .getBytes(ISO_8859_1);
        assertEquals("Café & A<b> end", MessageText.preview(message, MimeStructure.of(message)));
    }

    @Test
    void previewLeavesQuotationsOutAndEndsInTime() {
        var message = ("\r\n> old\r\n-----\r\nNew   words " + "x".repeat(500)).getBytes(UTF_8);
        var preview = MessageText.preview(message, MimeStructure.of(message));
        assertEquals(200, preview.length());
        assertTrue(preview.startsWith("New words xxx"));
    }

    @Test
    void brokenMessagesHaveAStructure() {
        assertEquals("1:text/plain", shape(MimeStructure.of(new byte[0]).root()));
        assertEquals(
                "1:text/plain",
                shape(MimeStructure.of("just text".getBytes(UTF_8)).root()));
        assertEquals(
                "1:text/plain",
                shape(MimeStructure.of("Content-Type: multipart/mixed\r\n\r\nx".getBytes(UTF_8))
                        .root()));
        assertEquals(
                ":multipart/mixed(1:text/plain)",
                shape(MimeStructure.of("Content-Type: multipart/mixed; boundary=b\r\n\r\nx".getBytes(UTF_8))
                        .root()));
        assertEquals(
                ":multipart/mixed(1:multipart/mixed(1.1:text/plain) 2:text/plain)",
                shape(MimeStructure.of(("Content-Type: multipart/mixed; boundary=b\n\n--b\n"
                                        + "Content-Type: multipart/mixed; boundary=c\n\n--c\n\ncut\n--b\n\nsecond")
                                .getBytes(UTF_8))
                        .root()));
    }

    @Test
    void boundaryThatBeginsWithAnotherIsNotTaken() {
        var message = "Content-Type: multipart/mixed; boundary=b\n\n--b\n\n--bc\ntext\n--b--\n".getBytes(UTF_8);
        assertEquals(
                "--bc\ntext", body(message, MimeStructure.of(message).part("1").orElseThrow()));
    }

    @Test
    void depthAndPartsAreLimited() {
        var deep = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            deep.append("Content-Type: multipart/mixed; boundary=b")
                    .append(i)
                    .append("x\n\n--b")
                    .append(i)
                    .append("x\n");
        }
        var structure = MimeStructure.of(deep.toString().getBytes(UTF_8));
        assertFalse(structure.complete());
        assertEquals(101, structure.root().all().count());
        var wide = "Content-Type: multipart/mixed; boundary=b\n\n" + "--b\n\nx\n".repeat(5000);
        var wideStructure = MimeStructure.of(wide.getBytes(UTF_8));
        assertFalse(wideStructure.complete());
        assertEquals(1000, wideStructure.root().all().count());
        var rfc822 = "Content-Type: message/rfc822\n\n".repeat(500);
        assertFalse(MimeStructure.of(rfc822.getBytes(UTF_8)).complete());
    }

    @Test
    void anyOctetsHaveAStructureWithinTheirBounds() {
        var random = new Random(99);
        for (int round = 0; round < 3_000; round++) {
            var message = NESTED.getBytes(ISO_8859_1);
            for (int i = random.nextInt(30); i >= 0; i--) {
                message[random.nextInt(message.length)] = (byte) "-\r\n:;= \"b\u00e9".charAt(random.nextInt(10));
            }
            var structure = MimeStructure.of(message);
            structure.root().all().forEach(part -> {
                assertTrue(part.headerStart() <= part.bodyStart() && part.bodyStart() <= part.bodyEnd());
                assertTrue(part.bodyEnd() <= message.length);
                assertTrue(part.lines() >= 0);
                part.children().forEach(child -> assertTrue(child.bodyEnd() <= part.bodyEnd()));
            });
            MessageText.preview(message, structure);
            MessageText.attachments(structure).forEach(part -> MessageText.text(message, part));
        }
    }
}
