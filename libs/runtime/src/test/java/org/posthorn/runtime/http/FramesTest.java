package org.posthorn.runtime.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.runtime.http.Frames.Frame;

class FramesTest {
    record Head(String name) {}

    private static final String HEAD = "\0\0\0\u000e{\"name\":\"one\"}";

    @Test
    void whatIsWrittenIsRead() {
        var octets = new byte[70_000];
        octets[69_999] = 7;
        var frames = List.of(new Frame<>(new Head("one"), octets), new Frame<>(new Head("two"), new byte[0]));

        var read = Frames.read(new ByteArrayInputStream(Frames.write(frames)), Head.class);

        assertEquals(
                List.of(new Head("one"), new Head("two")),
                read.stream().map(Frame::head).toList());
        assertArrayEquals(octets, read.getFirst().octets());
        assertEquals(0, read.getLast().octets().length);
    }

    @Test
    void nothingIsNoFrame() {
        assertEquals(List.of(), Frames.read(new byte[0], Head.class));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
            a length is cut       | 2  | 0 | one ends too early
            the JSON is cut       | 10 | 0 | one ends too early
            octets have no length | 18 | 0 | one ends too early
            octets are cut        | 22 | 5 | one ends too early
            more than there can be | 22 | 268435457 | one is said to have 268435457 octets
            less than nothing     | 22 | -1 | one is said to have 4294967295 octets
            """)
    void whatIsMalformedIsRefused(String what, int until, int said, String why) {
        var length = new String(
                new byte[] {(byte) (said >> 24), (byte) (said >> 16), (byte) (said >> 8), (byte) said}, ISO_8859_1);
        var whole = (HEAD + length + "1234").getBytes(ISO_8859_1);
        var body = java.util.Arrays.copyOf(whole, until == 22 ? whole.length : until);

        var refusal = assertThrows(Refusal.class, () -> Frames.read(body, Head.class), what);

        assertEquals("The frames cannot be read: " + why + ".", refusal.getMessage());
    }
}
