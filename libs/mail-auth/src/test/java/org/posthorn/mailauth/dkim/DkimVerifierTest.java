package org.posthorn.mailauth.dkim;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.mailauth.dkim.DkimResult.Status;
import org.posthorn.mailauth.dns.ZoneResolver;

class DkimVerifierTest {
    private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    private static final DkimKey KEY = DkimKey.generateEd25519("example.com", "s");
    private static final String MESSAGE = "From: a@example.com\r\nSubject: s\r\n\r\nHello\r\n";
    private static final String SIGNED = text(new DkimSigner(List.of(KEY)).sign(octets(MESSAGE), NOW)) + MESSAGE;
    private static final String P = KEY.dnsText().substring(KEY.dnsText().indexOf("p="));

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    v=DKIM1; k=ed25519; PUBLIC           | PASS
                    k=ed25519; PUBLIC                    | PASS
                    v=DKIM1; k=ed25519; h=sha256; PUBLIC | PASS
                    v=DKIM1; k=ed25519; h=sha1; PUBLIC   | PERMERROR
                    v=DKIM1; k=ed25519; s=*; PUBLIC      | PASS
                    v=DKIM1; k=ed25519; s=other; PUBLIC  | PERMERROR
                    v=DKIM1; k=ed25519; t=s; PUBLIC      | PASS
                    v=DKIM1; k=rsa; PUBLIC               | PERMERROR
                    v=DKIM2; k=ed25519; PUBLIC           | PERMERROR
                    k=ed25519; v=DKIM1; PUBLIC           | PERMERROR
                    v=DKIM1; k=ed25519; p=               | PERMERROR
                    v=DKIM1; k=ed25519                   | PERMERROR
                    v=DKIM1; k=ed25519; p=AAAA           | PERMERROR
                    v=DKIM1; k=ed25519; p=!!             | PERMERROR
                    some other text                      | PERMERROR
                    """)
    void theKeyRecordDecides(String record, Status expected) {
        var zone = ZoneResolver.of(KEY.dnsName() + " TXT " + record.replace("PUBLIC", P));

        assertEquals(expected, verify(zone, SIGNED).status(), record);
    }

    @Test
    void aTestingKeyIsReportedAsSuch() {
        var zone = ZoneResolver.of(KEY.dnsName() + " TXT v=DKIM1; k=ed25519; t=y:s; " + P);

        assertTrue(verify(zone, SIGNED).testing());
        assertFalse(verify(zone(), SIGNED).testing());
    }

    @Test
    void theSecondRecordOfANameIsTriedToo() {
        var zone =
                ZoneResolver.of(KEY.dnsName() + " TXT unrelated\n" + KEY.dnsName() + " TXT v=DKIM1; k=ed25519; " + P);

        assertEquals(Status.PASS, verify(zone, SIGNED).status());
    }

    @Test
    void aSilentDnsIsATemporaryError() {
        assertEquals(
                Status.TEMPERROR,
                verify(ZoneResolver.of(KEY.dnsName() + " FAIL"), SIGNED).status());
    }

    @Test
    void aMissingKeyIsAPermanentError() {
        assertEquals(Status.PERMERROR, verify(ZoneResolver.of(""), SIGNED).status());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    a=ed25519-sha256;  | a=rsa-sha1;            | POLICY
                    a=ed25519-sha256;  | a=dsa-sha256;          | PERMERROR
                    v=1;               | v=2;                   | PERMERROR
                    d=example.com;     | d=example.com; i=@x.y; | PERMERROR
                    d=example.com;     | d=example.com; q=http; | PERMERROR
                    d=example.com;     | d=example.com; x=5;    | FAIL
                    d=example.com;     | d=example.com; l=1;    | FAIL
                    d=example.com;     | d=example.com; l=99;   | PERMERROR
                    d=example.com;     | d=example.com; l=x;    | PERMERROR
                    s=s;               | s=s; s=s;              | PERMERROR
                    h=from:from:       | h=                     | PERMERROR
                    c=relaxed/relaxed; | c=relaxed/loose;       | PERMERROR
                    c=relaxed/relaxed; | c=simple/relaxed;      | FAIL
                    """)
    void theSignatureFieldDecides(String from, String to, Status expected) {
        assertTrue(SIGNED.contains(from));

        assertEquals(expected, verify(zone(), SIGNED.replace(from, to)).status(), to);
    }

    @Test
    void aSignatureFromTomorrowFails() {
        var verifier = new DkimVerifier(zone(), InstantSource.fixed(NOW.minus(Duration.ofDays(1))));

        var result = verifier.verify(octets(SIGNED), Duration.ofSeconds(5)).getFirst();

        assertEquals(Status.FAIL, result.status());
    }

    @Test
    void aShortRsaKeyIsNotBelieved() throws NoSuchAlgorithmException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(512);
        var pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getEncoder()
                        .encodeToString(generator.generateKeyPair().getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        var key = DkimKey.ofPem("example.com", "short", pem);
        var message = text(new DkimSigner(List.of(key)).sign(octets(MESSAGE), NOW)) + MESSAGE;

        var result = verify(ZoneResolver.of(key.dnsName() + " TXT " + key.dnsText()), message);

        assertEquals(Status.POLICY, result.status(), result.toString());
    }

    @Test
    void onlyTheFirstTenSignaturesAreRead() {
        var signature = SIGNED.substring(0, SIGNED.length() - MESSAGE.length());

        var results = new DkimVerifier(zone(), InstantSource.fixed(NOW))
                .verify(octets(signature.repeat(30) + MESSAGE), Duration.ofSeconds(5));

        assertEquals(10, results.size());
    }

    @Test
    void anUnsignedMessageHasNoResults() {
        assertEquals(
                List.of(),
                new DkimVerifier(zone(), InstantSource.fixed(NOW)).verify(octets(MESSAGE), Duration.ofSeconds(5)));
    }

    private static ZoneResolver zone() {
        return ZoneResolver.of(KEY.dnsName() + " TXT " + KEY.dnsText());
    }

    private static DkimResult verify(ZoneResolver zone, String message) {
        return new DkimVerifier(zone, InstantSource.fixed(NOW))
                .verify(octets(message), Duration.ofSeconds(5))
                .getFirst();
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String text(byte[] octets) {
        return new String(octets, StandardCharsets.ISO_8859_1);
    }
}
