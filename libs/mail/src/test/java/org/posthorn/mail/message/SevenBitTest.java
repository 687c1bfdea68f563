package org.posthorn.mail.message;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.posthorn.mail.LineBreaks;

class SevenBitTest {
    private static final String MIXED = """
            MIME-Version: 1.0
            Subject: plain
            Content-Type: multipart/mixed; boundary="b"

            --b
            Content-Type: text/plain; charset=utf-8
            Content-Transfer-Encoding: 8bit

            Grüße = alle\s
            .From here
            --b
            Content-Type: text/plain

            seven bits stay = as they are
            --b
            Content-Type: message/rfc822
            Content-Transfer-Encoding: 8bit

            Subject: inner
            Content-Type: text/html; charset=utf-8
            Content-Transfer-Encoding: 8bit

            <p>ä</p>
            --b
            Content-Type: application/octet-stream
            Content-Transfer-Encoding: binary

            über
            --b--
            """.replace("\n", "\r\n");

    @Test
    void eachPartKeepsItsOctetsAndTheMessageItsStructure() {
        var before = bytes(MIXED);
        var after = SevenBit.of(before).orElseThrow();

        assertTrue(LineBreaks.isSevenBit(after, 0, after.length));
        assertEquals(
                List.of(
                        "text/plain quoted-printable",
                        "text/plain 7bit",
                        "text/html quoted-printable",
                        "application/octet-stream base64"),
                leaves(after).stream()
                        .map(part -> part.type().type() + "/" + part.type().subtype() + " "
                                + part.fields().encoding())
                        .toList());
        for (var i = 0; i < 4; i++) {
            assertArrayEquals(decoded(before, i), decoded(after, i), "part " + i);
        }
    }

    @Test
    void sevenBitMailIsLeftAlone() {
        var message = bytes("Subject: s\r\n\r\nplain\r\n");
        assertArrayEquals(message, SevenBit.of(message).orElseThrow());
    }

    @Test
    void anInternationalHeaderCannotBeConverted() {
        assertEquals(Optional.empty(), SevenBit.of(bytes("Subject: Grüße\r\n\r\nplain\r\n")));
    }

    @Test
    void textWithoutMimeIsDeclared() {
        var after = new String(SevenBit.of(bytes("Subject: s\r\n\r\nGrüße\r\n")).orElseThrow(), StandardCharsets.UTF_8);
        assertTrue(after.startsWith("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=unknown-8bit\r\n"), after);
    }

    @Test
    void anyOctetsComeBack() {
        var random = new Random(6152);
        for (var i = 0; i < 200; i++) {
            var text = new StringBuilder();
            random.ints(1 + random.nextInt(300), 0, 12).forEach(c -> text.append("a =.\tÄé\u20acF\r\n9-".charAt(c)));
            var body = text.toString().replaceAll("\r\n|\r|\n", "\r\n") + "ö\r\n";
            var message = bytes("MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n" + body);
            assertArrayEquals(bytes(body), decoded(SevenBit.of(message).orElseThrow(), 0));
        }
    }

    private static List<Part> leaves(byte[] message) {
        return MimeStructure.of(message)
                .root()
                .all()
                .filter(part -> part.children().isEmpty())
                .toList();
    }

    private static byte[] decoded(byte[] message, int leaf) {
        var part = leaves(message).get(leaf);
        return TransferEncoding.decode(
                message, part.bodyStart(), part.bodyEnd(), part.fields().encoding());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
