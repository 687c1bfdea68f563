package org.posthorn.mailauth.evidence;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.posthorn.mailauth.dkim.DkimKey;
import org.posthorn.mailauth.dkim.DkimSigner;
import org.posthorn.mailauth.dmarc.DmarcRecord.Policy;
import org.posthorn.mailauth.dmarc.DmarcResult;
import org.posthorn.mailauth.dmarc.PublicSuffixesFixture;
import org.posthorn.mailauth.dns.ZoneResolver;

class EvidenceGathererTest {
    private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");
    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final DkimKey KEY = DkimKey.generateEd25519("example.com", "sel");
    private static final String ZONE = """
            example.com          TXT  "v=spf1 ip4:192.0.2.0/24 -all"
            _dmarc.example.com   TXT  "v=DMARC1; p=reject"
            sel._domainkey.example.com TXT "%s"
            192.0.2.1            PTR  mx.example.com
            mx.example.com       A    192.0.2.1
            """.formatted(KEY.dnsText());
    private static final String LETTER = """
            From: Alice <alice@example.com>\r
            To: bob@example.net\r
            Subject: Hello\r
            \r
            Hello.\r
            """;

    private static Evidence gather(String zone, String client, String message) {
        var sender = new SmtpClient(InetAddress.ofLiteral(client), "mx.example.com", "alice@example.com");
        return gatherer(zone).gather(sender, new MessageOctets.Whole(octets(message)), WITHIN);
    }

    private static EvidenceGatherer gatherer(String zone) {
        return new EvidenceGatherer(
                ZoneResolver.of(zone), PublicSuffixesFixture.SMALL, "mx.example.net", InstantSource.fixed(NOW));
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String signed() {
        return new String(new DkimSigner(List.of(KEY)).sign(octets(LETTER), NOW), StandardCharsets.UTF_8) + LETTER;
    }

    @Test
    void theFieldSaysEverythingInTheTermsOfRfc8601() {
        var evidence = gather(ZONE, "192.0.2.1", signed());
        var b = evidence.signatures().getFirst().signatureStart();

        assertEquals(
                """
                Authentication-Results: mx.example.net;\r
                \tspf=pass smtp.mailfrom=example.com;\r
                \tdkim=pass header.d=example.com header.s=sel header.a=ed25519-sha256 header.b=%s;\r
                \tdmarc=pass (p=reject) header.from=example.com;\r
                \tiprev=pass (mx.example.com) policy.iprev=192.0.2.1\r
                """.formatted(b.matches("[\\w+.-]+") ? b : "\"" + b + "\""),
                AuthenticationResults.field("mx.example.net", evidence));
    }

    @Test
    void aForgedAuthorFailsAsTheOwnerAsks() {
        var evidence = gather(ZONE, "203.0.113.9", LETTER);

        assertEquals(DmarcResult.Status.FAIL, evidence.dmarc().status());
        assertEquals(Policy.REJECT, evidence.dmarc().disposition());
        assertTrue(AuthenticationResults.value("x", evidence).contains("spf=fail"), evidence.toString());
    }

    @Test
    void aSecondFromHidesNothing() {
        var evidence = gather(ZONE, "203.0.113.9", "From: x@elsewhere.example\r\n" + LETTER);

        assertEquals("example.com", evidence.dmarc().authorDomain());
        assertEquals(Policy.REJECT, evidence.dmarc().disposition());
    }

    @Test
    void aLargeMessageIsReadInPieces() {
        var message = signed();
        var bodyAt = message.indexOf("\r\n\r\n") + 4;
        var parts = new MessageOctets.Parts(
                octets(message.substring(0, bodyAt)),
                () -> new ByteArrayInputStream(octets(message.substring(bodyAt))));
        var sender = new SmtpClient(InetAddress.ofLiteral("203.0.113.9"), "mx.example.com", "alice@example.com");

        var evidence = gatherer(ZONE).gather(sender, parts, WITHIN);

        assertEquals(DmarcResult.Status.PASS, evidence.dmarc().status(), evidence.toString());
    }

    @Test
    void whatIsUndecidedDependsOnAnswersThatMatter() {
        assertTrue(
                gather(ZONE + "\n_dmarc.example.com FAIL", "192.0.2.1", LETTER).undecided());
        assertTrue(gather(ZONE + "\nexample.com FAIL", "192.0.2.1", LETTER).undecided());
        assertFalse(gather(ZONE + "\nexample.com FAIL", "192.0.2.1", signed()).undecided(), "DKIM decides");
        var harmless = ZONE.replace("p=reject", "p=none") + "\nexample.com FAIL";
        assertFalse(gather(harmless, "192.0.2.1", LETTER).undecided(), "nothing would follow from it");
    }

    @Test
    void aStrangersWordsCannotBeginAField() {
        var zone = "example.com TXT \"v=spf1 exp=why.example.com -all\"\n"
                + "why.example.com TXT \"no)(\\\\ way; spf=pass (%{l})\"";
        var sender = new SmtpClient(
                InetAddress.ofLiteral("203.0.113.9"), "x;y=z (", "\"a\"@example.com;dmarc=pass (\r\nX: y");

        var field = AuthenticationResults.field(
                "mx.example.net", gatherer(zone).gather(sender, new MessageOctets.Whole(octets(LETTER)), WITHIN));

        assertEquals(
                field.lines().count(),
                field.lines()
                        .filter(line -> line.startsWith("\t") || line.startsWith("Authentication-Results:"))
                        .count());
        assertFalse(field.contains(";dmarc=pass"), field);
    }

    @Test
    void fieldsInOurNameAreRecognised() {
        for (var ours : List.of(
                "mx.example.net; spf=pass",
                " MX.Example.NET;dmarc=pass",
                "(a (nested) comment) mx.example.net 1; none",
                "\"mx.example.net\"; none",
                "\"mx.ex\\ample.net\"; none",
                "mx.example.net(x); none",
                "mx.example.net")) {
            assertTrue(AuthenticationResults.claims(ours, "mx.example.net"), ours);
        }
        for (var others :
                List.of("mx.example.net.evil.example; spf=pass", "example.net; none", "", "(", "(()", "\"", "\\")) {
            assertFalse(AuthenticationResults.claims(others, "mx.example.net"), others);
        }
    }

    @Test
    void whateverTheMessageIsThereIsEvidence() {
        var random = new Random(8601);
        var message = octets(signed());
        for (var round = 0; round < 3_000; round++) {
            var hostile = message.clone();
            for (var i = random.nextInt(6); i >= 0; i--) {
                hostile[random.nextInt(hostile.length)] = (byte) random.nextInt(256);
            }
            var sender = new SmtpClient(InetAddress.ofLiteral("192.0.2.1"), "mx.example.com", "alice@example.com");
            var evidence = gatherer(ZONE).gather(sender, new MessageOctets.Whole(hostile), WITHIN);

            assertTrue(AuthenticationResults.value("x", evidence).startsWith("x;\r\n\tspf=pass"));
        }
    }
}
