package org.posthorn.mail.smtp;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.posthorn.mail.smtp.LineReader.Outcome;

class LineReaderTest {

    private static LineReader reader(String text) {
        return new LineReader(new ByteArrayInputStream(text.getBytes(US_ASCII)));
    }

    @Test
    void onlyCrlfEndsALine() throws IOException {
        var input = reader("a\nb\rc\r\nd\r\n");
        assertEquals(Outcome.LINE, input.next(512));
        assertEquals("a\nb\rc", input.text());
        assertTrue(input.hasStrayControl());
        assertTrue(input.hasBuffered());
        assertEquals(Outcome.LINE, input.next(512));
        assertEquals("d", input.text());
        assertFalse(input.hasStrayControl());
        assertFalse(input.hasBuffered());
        assertEquals(Outcome.END, input.next(512));
    }

    @Test
    void aLineOverTheLimitIsDroppedAndTheNextOneRead() throws IOException {
        for (int length : new int[] {511, 512, 4095, 4096, 4097, 100_000}) {
            var input = reader("x".repeat(length) + "\r\nNOOP\r\n");
            assertEquals(Outcome.TOO_LONG, input.next(512));
            assertEquals(Outcome.LINE, input.next(512));
            assertEquals("NOOP", input.text());
        }
        var fits = reader("x".repeat(510) + "\r\n");
        assertEquals(Outcome.LINE, fits.next(512));
    }

    @Test
    void aLineWithoutEndIsGivenUp() throws IOException {
        assertEquals(Outcome.END, reader("x".repeat(5_000_000)).next(512));
        assertEquals(Outcome.END, reader("QUIT").next(512));
    }

    @Test
    void whatCameBeforeTlsIsThrownAway() throws IOException {
        var input = reader("STARTTLS\r\nRSET\r\n");
        assertEquals(Outcome.LINE, input.next(512));
        assertTrue(input.switchTo(new ByteArrayInputStream("EHLO a\r\n".getBytes(US_ASCII))));
        assertEquals(Outcome.LINE, input.next(512));
        assertEquals("EHLO a", input.text());
    }

    @Test
    void octetsAreReadPastTheBuffer() throws IOException {
        var body = "y".repeat(200_000);
        var input = reader("BDAT 200000\r\n" + body + "QUIT\r\n");
        assertEquals(Outcome.LINE, input.next(512));
        var target = new byte[200_000];
        int read = 0;
        while (read < target.length) {
            read += input.read(target, read, target.length - read);
        }
        assertEquals(body, new String(target, US_ASCII));
        input.shrink();
        assertEquals(Outcome.LINE, input.next(512));
        assertEquals("QUIT", input.text());
    }
}
