package org.posthorn.mailauth.dkim;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.posthorn.mailauth.dkim.DkimResult.Status;
import org.posthorn.mailauth.dns.ZoneResolver;

class DkimSignerTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final DkimKey RSA = DkimKey.generateRsa("Example.com", "rsa1");
    private static final DkimKey ED25519 = DkimKey.generateEd25519("example.com", "ed1");
    private static final DkimSigner SIGNER = new DkimSigner(List.of(RSA, ED25519));
    private static final ZoneResolver ZONE = ZoneResolver.of(
            RSA.dnsName() + " TXT " + RSA.dnsText() + "\n" + ED25519.dnsName() + " TXT " + ED25519.dnsText() + "\n");

    private static final String MESSAGE = """
            From: Alice <alice@example.com>
            To: bob@example.net
            Subject: A folded
             subject  with   blanks
            Date: Sun, 1 Mar 2026 12:00:00 +0000
            Message-ID: <1@example.com>

            Hello,\t world.  \s

            Bye.


            """;

    @Test
    void bothSignaturesPass() {
        var results = verify(signed(crlf(MESSAGE)));

        assertEquals(List.of(Status.PASS, Status.PASS), statuses(results));
        assertEquals("rsa-sha256", results.getFirst().algorithm());
        assertEquals("ed25519-sha256", results.getLast().algorithm());
        assertEquals("example.com", results.getFirst().domain());
    }

    @Test
    void whatRelaysMayChangeBreaksNothing() {
        var signed = text(signed(crlf(MESSAGE)));
        var relayed = "Received: from a by b; Sun, 1 Mar 2026 12:00:01 +0000\r\n"
                + signed.replace("Subject: A folded\r\n subject", "SUBJECT:A folded subject")
                        .replace("Hello,\t world.   \r\n", "Hello, world.\r\n")
                        .replace("Bye.\r\n\r\n\r\n", "Bye.\r\n");

        assertEquals(List.of(Status.PASS, Status.PASS), statuses(verify(octets(relayed))));
    }

    @Test
    void aSecondFromAddedOnTheWayFails() {
        var forged = "From: mallory@example.com\r\n" + text(signed(crlf(MESSAGE)));

        assertEquals(List.of(Status.FAIL, Status.FAIL), statuses(verify(octets(forged))));
    }

    @Test
    void anAddedReplyToFails() {
        var forged = "Reply-To: mallory@example.com\r\n" + text(signed(crlf(MESSAGE)));

        assertEquals(List.of(Status.FAIL, Status.FAIL), statuses(verify(octets(forged))));
    }

    @Test
    void aMessageWithoutBodyIsSigned() {
        assertEquals(
                List.of(Status.PASS, Status.PASS),
                statuses(verify(signed(crlf("From: a@example.com\nTo: b@c.d\n\n")))));
        assertEquals(List.of(Status.PASS, Status.PASS), statuses(verify(signed(crlf("From: a@example.com\n")))));
    }

    @Test
    void aBodyWithoutALastLineEndIsSigned() {
        assertEquals(
                List.of(Status.PASS, Status.PASS),
                statuses(verify(signed(crlf("From: a@example.com\n\nno line end")))));
    }

    @Test
    void theFieldsKeepToTheLineLimit() {
        for (var line : text(SIGNER.sign(crlf(MESSAGE), NOW)).lines().toList()) {
            assertTrue(line.length() <= 78, line);
        }
    }

    @Test
    void aStreamIsSignedLikeTheSameOctets() throws IOException {
        var message = crlf(MESSAGE);
        var split = HeaderBlock.of(message).bodyStart();
        var body = new ByteArrayInputStream(message, split, message.length - split);

        var streamed = SIGNER.sign(Arrays.copyOf(message, split), body, NOW);

        assertArrayEquals(SIGNER.sign(message, NOW), streamed);
    }

    @Test
    void anyMessageThatWeSignVerifies() {
        var random = new Random(6376);
        var alphabet = "ab \t\r\n.:=;\u00e4";
        for (var round = 0; round < 60; round++) {
            var body = new StringBuilder();
            for (var i = random.nextInt(400); i > 0; i--) {
                var c = alphabet.charAt(random.nextInt(alphabet.length()));
                body.append(c == '\n' ? "\r\n" : String.valueOf(c));
            }
            var message = octets("From: a@example.com\r\nSubject: s\r\n\r\n" + body);
            assertEquals(List.of(Status.PASS, Status.PASS), statuses(verify(signed(message))), body.toString());
        }
    }

    @Test
    void anRsaKeyKeptAsPkcs1SignsTheSame() {
        var again = DkimKey.ofPem("example.com", "rsa1", RSA.toPkcs1Pem());

        assertEquals(RSA.dnsText(), again.dnsText());
        assertEquals(RSA.toPem(), again.toPem());
        assertArrayEquals(
                new DkimSigner(List.of(RSA)).sign(crlf(MESSAGE), NOW),
                new DkimSigner(List.of(again)).sign(crlf(MESSAGE), NOW));
    }

    @Test
    void anEd25519KeyKeptAsPemPublishesTheSame() {
        assertEquals(
                ED25519.dnsText(),
                DkimKey.ofPem("example.com", "ed1", ED25519.toPem()).dnsText());
    }

    static List<Status> statuses(List<DkimResult> results) {
        return results.stream().map(DkimResult::status).toList();
    }

    private static byte[] signed(byte[] message) {
        var out = new ByteArrayOutputStream();
        out.writeBytes(SIGNER.sign(message, NOW));
        out.writeBytes(message);
        return out.toByteArray();
    }

    private static List<DkimResult> verify(byte[] message) {
        return new DkimVerifier(ZONE, InstantSource.fixed(NOW)).verify(message, Duration.ofSeconds(5));
    }

    private static byte[] crlf(String text) {
        return octets(text.replace("\n", "\r\n"));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
