package org.posthorn.mail.message;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What comes in pieces means what it means as a whole, wherever it is cut.
class TransferDecoderTest {
    private static String inPieces(String encoding, String text, int size) {
        var octets = text.getBytes(StandardCharsets.ISO_8859_1);
        var decoder = new TransferDecoder(encoding);
        var decoded = new ByteArrayOutputStream();
        for (int at = 0; at < octets.length; at += size) {
            int end = Math.min(octets.length, at + size);
            decoded.writeBytes(decoder.decode(Arrays.copyOfRange(octets, at, end), end == octets.length));
        }
        return decoded.toString(StandardCharsets.ISO_8859_1);
    }

    private static String whole(String encoding, String text) {
        var octets = text.getBytes(StandardCharsets.ISO_8859_1);
        return new String(TransferEncoding.decode(octets, 0, octets.length, encoding), StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"base64", "quoted-printable", "7bit", "X-Unknown", " BASE64 "})
    void piecesOfAnythingMeanWhatTheWholeMeans(String encoding) {
        var random = new Random(1);
        var alphabet = "=== \t\r\n\nAB3Dab+/~";
        for (int round = 0; round < 2_000; round++) {
            var text = new StringBuilder();
            for (int i = random.nextInt(40); i >= 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            for (int size = 1; size <= 7; size++) {
                assertEquals(
                        whole(encoding, text.toString()), inPieces(encoding, text.toString(), size), text::toString);
            }
        }
    }

    @Test
    void whiteSpaceBeforeALineBreakWasAddedOnTheWayAndBeforeASoftOneWasMeant() {
        assertEquals("a\r\nb \r\nc", whole("quoted-printable", "a \t\r\nb =\r\n\r\nc"));
    }

    @Test
    void aLineWithoutEndIsNotKept() {
        var decoder = new TransferDecoder("quoted-printable");
        var spaces = " ".repeat(100_000).getBytes(StandardCharsets.US_ASCII);
        assertEquals(spaces.length, decoder.decode(spaces, false).length);
    }
}
