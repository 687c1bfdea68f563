package org.posthorn.mailauth.dkim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.mailauth.dns.ZoneResolver;

/// Signatures that others made: the examples of RFC 6376 and RFC 8463, and mail from real senders.
class DkimVectorsTest {
    private static final Path VECTORS =
            Path.of(System.getProperty("posthorn.root", ".")).resolveSibling("shared/vectors");

    @ParameterizedTest
    @CsvSource({
        "dkim-rfc-001.txt, 2018-06-10T13:38:29Z, 2",
        "dkim-rfc-002.txt, 2021-03-15T16:21:24Z, 1",
        "dkim-rfc-003.txt, 2022-11-04T20:07:34Z, 2",
        "dkim-rfc-004.txt, 2022-11-07T23:13:21Z, 1",
        "dkim-rfc-005.txt, 2022-11-07T17:54:24Z, 1",
        "dkim-rfc-006.txt, 2022-11-02T18:45:38Z, 1",
    })
    void everySignatureOfTheVectorPasses(String file, String at, int signatures) throws IOException {
        var vector = Vector.read(file);
        var verifier = new DkimVerifier(vector.zone(), InstantSource.fixed(Instant.parse(at)));

        var results = verifier.verify(vector.message(), Duration.ofSeconds(5));

        assertTrue(results.size() >= signatures, results.toString());
        results.stream()
                .limit(signatures)
                .forEach(result -> assertEquals(DkimResult.Status.PASS, result.status(), result.toString()));
    }

    @ParameterizedTest
    @CsvSource({"dkim-rfc-001.txt, 2018-06-10T13:38:29Z", "dkim-rfc-006.txt, 2022-11-02T18:45:38Z"})
    void oneChangedOctetOfTheBodyFails(String file, String at) throws IOException {
        var vector = Vector.read(file);
        var message = vector.message();
        message[message.length - 5] ^= 1;
        var verifier = new DkimVerifier(vector.zone(), InstantSource.fixed(Instant.parse(at)));

        var results = verifier.verify(message, Duration.ofSeconds(5));

        assertFalse(results.isEmpty());
        results.forEach(result -> assertEquals(DkimResult.Status.FAIL, result.status(), result.toString()));
    }

    private record Vector(ZoneResolver zone, String text) {

        static Vector read(String file) throws IOException {
            var path = VECTORS.resolve(file);
            Assumptions.assumeTrue(Files.exists(path), "the shared test vectors are not here: " + path);
            var text = Files.readString(path, StandardCharsets.ISO_8859_1);
            var empty = text.indexOf("\n\n");
            var keys = new StringBuilder();
            for (var line : text.substring(0, empty).lines().toList()) {
                keys.append(line.replaceFirst(" ", " TXT ")).append('\n');
            }
            var message = text.substring(empty + 2).replace("\n", "\r\n");
            return new Vector(ZoneResolver.of(keys.toString()), message);
        }

        byte[] message() {
            return text.getBytes(StandardCharsets.ISO_8859_1);
        }
    }
}
