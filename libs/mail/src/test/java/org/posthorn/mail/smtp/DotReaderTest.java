package org.posthorn.mail.smtp;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.posthorn.mail.smtp.LineReader.Outcome;

class DotReaderTest {

    /// A connection that delivers at most `step` octets for each read, so that every cut through the input is seen.
    private static final class Trickle extends InputStream {
        private final InputStream octets;
        private final int step;

        Trickle(String text, int step) {
            this.octets = new ByteArrayInputStream(text.getBytes(ISO_8859_1));
            this.step = step;
        }

        @Override
        public int read() throws IOException {
            return octets.read();
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            return octets.read(target, offset, Math.min(length, step));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                ". | ''",
                "a~. | a~",
                "..a~. | .a~",
                "a~..~. | a~.~",
                ".a~. | a~",
                "...~. | ..~",
                "~~.~x | ~~",
            })
    void contentIsUnstuffed(String wire, String content) throws IOException {
        for (int step = 1; step < 8; step++) {
            var input = new LineReader(new Trickle(crlf(wire) + (wire.endsWith("x") ? "" : "\r\n") + "QUIT\r\n", step));
            var sink = new ByteArrayOutputStream();
            var seen = DotReader.read(input, sink);
            assertTrue(seen.complete());
            assertEquals(0, seen.strayBreaks());
            assertEquals(crlf(content), sink.toString(ISO_8859_1));
            assertEquals(Outcome.LINE, input.next(512));
            assertEquals(wire.endsWith("x") ? "xQUIT" : "QUIT", input.text());
        }
    }

    /// The forms by which one server was made to see a message's end where another saw none (SMTP smuggling).
    @ParameterizedTest
    @ValueSource(
            strings = {"\n.\n", "\n.\r\n", "\r.\r", "\r.\r\n", "\r\n.\n", "\r\n.\r", "\r\n\u0000.\r\n", "\r\r\n.\n"})
    void nothingButCrlfDotCrlfEndsTheData(String border) throws IOException {
        for (int step = 1; step < 8; step++) {
            var text = "first" + border + "MAIL FROM:<evil@x.example>\r\n.\r\n";
            var sink = new ByteArrayOutputStream();
            var seen = DotReader.read(new LineReader(new Trickle(text, step)), sink);
            assertTrue(seen.complete());
            assertTrue(seen.strayBreaks() > 0 || seen.nul(), "nothing was noticed");
            assertTrue(sink.toString(ISO_8859_1).endsWith("MAIL FROM:<evil@x.example>\r\n"));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a", "a\r", "a\r\n", "a\r\n.", "a\r\n.\r"})
    void cutContentIsNotComplete(String wire) throws IOException {
        for (int step = 1; step < 4; step++) {
            assertFalse(DotReader.read(new LineReader(new Trickle(wire, step)), new ByteArrayOutputStream())
                    .complete());
        }
    }

    @Test
    void longestLineAndOctetsAreMeasured() throws IOException {
        var text = "a\r\n" + "b".repeat(20_000) + "\r\n\u00e9\r\n.\r\n";
        var seen = DotReader.read(new LineReader(new Trickle(text, 999)), new ByteArrayOutputStream());
        assertEquals(20_000, seen.longestLine());
        assertEquals(text.length() - 3, seen.octets());
        assertFalse(seen.sevenBit());
    }

    @Test
    void whatTheWriterWritesTheReaderReads() throws IOException {
        var random = new Random(2026);
        var alphabet = new String[] {".", "\r\n", "a", "..", "\r\n.\r\n", "text of some length", "\u00e9"};
        for (int round = 0; round < 3_000; round++) {
            var content = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                content.append(alphabet[random.nextInt(alphabet.length)]);
            }
            content.append("\r\n");
            var octets = content.toString().getBytes(ISO_8859_1);
            var wire = written(octets, 1 + random.nextInt(9));
            var sink = new ByteArrayOutputStream();
            var seen =
                    DotReader.read(new LineReader(new Trickle(wire.toString(ISO_8859_1), 1 + random.nextInt(9))), sink);
            assertTrue(seen.complete());
            assertArrayEquals(octets, sink.toByteArray());
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "'' | .~",
                "a | a~.~",
                "a~ | a~.~",
                ". | ..~.~",
                "a<LF>.<LF>b | a~..~b~.~",
                "a<CR>.b<CR> | a~..b~.~",
                "a<CR>~b | a~~b~.~"
            })
    void bareBreaksLeaveAsCrlf(String content, String wire) throws IOException {
        var octets = crlf(content).replace("<LF>", "\n").replace("<CR>", "\r").getBytes(ISO_8859_1);
        for (int piece = 1; piece < 9; piece++) {
            assertEquals(crlf(wire), written(octets, piece).toString(ISO_8859_1));
        }
    }

    private static ByteArrayOutputStream written(byte[] octets, int piece) throws IOException {
        var wire = new ByteArrayOutputStream();
        var writer = new DotWriter(wire);
        for (int i = 0; i < octets.length; i += piece) {
            writer.write(octets, i, Math.min(piece, octets.length - i));
        }
        writer.finish();
        return wire;
    }

    private static String crlf(String text) {
        return text.replace("~", "\r\n");
    }
}
