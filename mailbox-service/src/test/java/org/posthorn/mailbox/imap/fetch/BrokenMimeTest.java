package org.posthorn.mailbox.imap.fetch;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.posthorn.mail.message.MimeStructure;
import org.posthorn.mail.message.Part;
import org.posthorn.mailbox.imap.grammar.Section;
import org.posthorn.mailbox.imap.store.MessageStore.Octets;
import org.posthorn.mailbox.imap.wire.ResponseWriter;
import org.posthorn.mailbox.message.Analysis;
import org.posthorn.mailbox.message.StructureJson;

/// Whatever a message looks like, it is shown: nothing fails, its octets are those that were stored, and
/// its parts are pieces of it (RFC 9051 §6.4.5.1, §7.5.2).
class BrokenMimeTest {
    private static final int ROUNDS = 400;
    private static final List<String> TYPES = List.of(
            "text/plain; charset=utf-8",
            "text/html; charset=\"unfinished",
            "image/png; name==?utf-8?B?w7xiZXI=?=",
            "application/octet-stream; name*=utf-8''%zz%",
            "message/rfc822",
            "multipart/mixed",
            "nonsense",
            "text/",
            "");
    private static final List<String> HEADERS = List.of(
            "From: \"A, B\" <a@example.org>, broken <, group: x@y, z@w;",
            "Subject: =?utf-8?Q?=C3=A4=?= =?x?y?z?=",
            "Content-Disposition: attachment; filename=\"a\\\"b\"; size=x",
            "Content-Transfer-Encoding: base64",
            "Content-Transfer-Encoding: quoted-printable",
            "Content-Language: de, en, ,",
            "To: undisclosed-recipients:;",
            "Message-ID: <no end",
            " folded into nothing",
            "no colon at all",
            "Date: Thu, 99 Foo 2026 25:61:61 +9999");

    @Test
    void randomMessagesAreShownWhole() throws IOException {
        for (int seed = 0; seed < ROUNDS; seed++) {
            var random = new Random(seed);
            check("seed " + seed, damaged(message(random, 0).getBytes(ISO_8859_1), random));
        }
    }

    @Test
    void deepNestingsAreShownWhole() throws IOException {
        check("multiparts", nested("Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n", 3_000));
        check("messages", nested("Content-Type: message/rfc822\r\n\r\n", 3_000));
        check(
                "many parts",
                ("Content-Type: multipart/mixed; boundary=b\r\n\r\n" + "--b\r\n\r\nx\r\n".repeat(20_000))
                        .getBytes(ISO_8859_1));
        check("one long line", ("Subject: " + "x".repeat(1_000_000) + "\r\n\r\n").getBytes(ISO_8859_1));
        check("many fields", "X: y\r\n".repeat(50_000).getBytes(ISO_8859_1));
        check("nothing but line ends", "\r\n".repeat(1_000).getBytes(ISO_8859_1));
        check("one octet", new byte[] {0});
    }

    private static byte[] nested(String level, int depth) {
        var text = new StringBuilder();
        for (int i = 0; i < depth; i++) {
            text.append(level.formatted(i, i));
        }
        return text.append("the end\r\n").toString().getBytes(ISO_8859_1);
    }

    private static String message(Random random, int depth) {
        var text = new StringBuilder();
        for (int i = random.nextInt(5); i > 0; i--) {
            text.append(HEADERS.get(random.nextInt(HEADERS.size()))).append(end(random));
        }
        var type = TYPES.get(random.nextInt(TYPES.size()));
        boolean multipart = type.startsWith("multipart") && depth < 6;
        var boundary = random.nextInt(4) == 0 ? "same" : "b" + random.nextInt(100);
        text.append("Content-Type: ").append(type);
        text.append(multipart ? "; boundary=\"" + boundary + "\"" : "")
                .append(end(random))
                .append(end(random));
        if (multipart) {
            for (int i = random.nextInt(4); i >= 0; i--) {
                text.append("--")
                        .append(boundary)
                        .append(random.nextInt(9) == 0 ? "  " : "")
                        .append(end(random));
                text.append(message(random, depth + 1)).append(end(random));
            }
            text.append(random.nextInt(3) == 0 ? "" : "--" + boundary + "--" + end(random));
        } else if (type.startsWith("message") && depth < 6) {
            text.append(message(random, depth + 1));
        }
        for (int i = random.nextInt(4); i > 0; i--) {
            text.append(random.nextInt(3) == 0 ? "PGI+w6Q8L2I+=C3=\0\u00ff" : "some text")
                    .append(end(random));
        }
        return text.toString();
    }

    private static String end(Random random) {
        return switch (random.nextInt(12)) {
            case 0 -> "\n";
            case 1 -> "\r";
            default -> "\r\n";
        };
    }

    /// Some octets changed, and perhaps the end cut off.
    private static byte[] damaged(byte[] message, Random random) {
        var octets = Arrays.copyOf(message, Math.max(1, message.length - random.nextInt(message.length + 1) / 4));
        for (int i = random.nextInt(5); i > 0; i--) {
            octets[random.nextInt(octets.length)] = (byte) random.nextInt(256);
        }
        return octets;
    }

    private static void check(String what, byte[] octets) throws IOException {
        var analysis = Analysis.of(octets);
        var stored = StructureJson.read(analysis.structure());
        assertTrue(isBalanced(shown(stored)), what);
        var sections = new Sections(new Octets(1, new byte[0], octets));
        assertArrayEquals(octets, cut(sections, Section.EVERYTHING), what);
        var header = cut(sections, Section.HEADER);
        var text = cut(sections, Section.TEXT);
        var joined = Arrays.copyOf(header, header.length + text.length);
        System.arraycopy(text, 0, joined, header.length, text.length);
        assertArrayEquals(octets, joined, what);
        var root = MimeStructure.of(octets).root();
        assertPieces(what, root, octets.length);
        assertEquals(spans(root), spans(stored.root()), what);
        assertEquals(sections.headerEnd(), root.bodyStart(), what);
        root.all().limit(200).filter(part -> !part.number().isEmpty()).forEach(part -> {
            var whole = new Section(part.number(), Section.Text.WHOLE, List.of());
            var found = root.find(part.number()).orElseThrow();
            assertEquals(found.size(), cut(sections, whole).length, what);
            for (var kind : Section.Text.values()) {
                sections.section(new Section(part.number(), kind, List.of("Subject")));
            }
            sections.decoded(part.number());
        });
        assertTrue(
                sections.section(new Section("999.7", Section.Text.WHOLE, List.of()))
                        .isEmpty(),
                what);
    }

    /// What FETCH takes from a stored structure.
    private static List<String> spans(Part root) {
        return root.all()
                .map(part -> part.number() + " " + Span.header(part) + Span.body(part)
                        + part.fields().encoding())
                .toList();
    }

    private static byte[] cut(Sections sections, Section section) {
        var range = sections.section(section).orElseThrow();
        return Arrays.copyOfRange(range.octets(), range.from(), range.to());
    }

    /// Each part lies within its parent, and behind its elder sisters.
    private static void assertPieces(String what, Part part, int end) {
        assertTrue(part.headerStart() <= part.bodyStart() && part.bodyStart() <= part.bodyEnd(), what);
        assertTrue(part.bodyEnd() <= end, what);
        int from = part.bodyStart();
        for (var child : part.children()) {
            assertTrue(from <= child.headerStart(), what);
            assertPieces(what, child, part.bodyEnd());
            from = child.bodyEnd();
        }
    }

    private static byte[] shown(StructureJson structure) throws IOException {
        var octets = new ByteArrayOutputStream();
        var out = new ResponseWriter(octets);
        new StructureText(out).envelope(structure.envelope());
        new StructureText(out).structure(structure.root(), true);
        new StructureText(out).structure(structure.root(), false);
        out.flush();
        return octets.toByteArray();
    }

    /// Whether parentheses outside of strings and literals close in their order.
    private static boolean isBalanced(byte[] response) {
        int depth = 0;
        int at = 0;
        while (at < response.length) {
            switch (response[at]) {
                case '(' -> depth++;
                case ')' -> depth--;
                case '"' -> at = endOfString(response, at);
                case '{' -> at = endOfLiteral(response, at);
                default -> {
                    // an atom, or a space
                }
            }
            if (depth < 0) {
                return false;
            }
            at++;
        }
        return depth == 0;
    }

    private static int endOfString(byte[] response, int from) {
        int at = from + 1;
        while (response[at] != '"') {
            at += response[at] == '\\' ? 2 : 1;
        }
        return at;
    }

    private static int endOfLiteral(byte[] response, int from) {
        int at = from + 1;
        int length = 0;
        while (response[at] != '}') {
            length = length * 10 + response[at++] - '0';
        }
        return at + 2 + length;
    }
}
