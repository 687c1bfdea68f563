package org.posthorn.mailauth.dmarc;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.StringReader;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.mailauth.dkim.DkimResult;
import org.posthorn.mailauth.dmarc.DmarcRecord.Policy;
import org.posthorn.mailauth.dmarc.DmarcResult.Status;
import org.posthorn.mailauth.dns.ZoneResolver;
import org.posthorn.mailauth.spf.SpfResult;

/// The examples of RFC 7489 appendix B and RFC 9989, and the corners of the tree walk.
class DmarcTest {
    private static final PublicSuffixes SUFFIXES = PublicSuffixes.read(new StringReader("com\nnet\nuk\nco.uk\n"));
    private static final Duration WITHIN = Duration.ofSeconds(5);

    private static DmarcResult evaluate(String zone, String author, SpfResult spf, DkimResult... signatures) {
        return new Dmarc(ZoneResolver.of(zone), SUFFIXES).evaluate(List.of(author), spf, List.of(signatures), WITHIN);
    }

    private static SpfResult spf(SpfResult.Status status, String domain) {
        return new SpfResult(
                status, SpfResult.Identity.MAILFROM, domain, Optional.empty(), Optional.empty(), Optional.empty());
    }

    private static DkimResult dkim(DkimResult.Status status, String domain) {
        return new DkimResult(
                status, domain, "s", "@" + domain, "rsa-sha256", Optional.empty(), false, true, "abcdefgh");
    }

    /// RFC 7489 §B.1: SPF and DKIM, in and out of alignment.
    @ParameterizedTest
    @CsvSource({
        "example.com,           r, PASS",
        "child.example.com,     r, PASS",
        "child.example.com,     s, FAIL",
        "example.net,           r, FAIL",
        "notexample.com,        r, FAIL",
    })
    void alignmentOfWhatPassed(String identifier, String mode, Status wanted) {
        var zone = "_dmarc.example.com TXT \"v=DMARC1; p=reject; aspf=" + mode + "; adkim=" + mode + "\"";

        var bySpf = evaluate(zone, "example.com", spf(SpfResult.Status.PASS, identifier));
        var byDkim = evaluate(
                zone, "example.com", spf(SpfResult.Status.NONE, "x.example"), dkim(DkimResult.Status.PASS, identifier));

        assertEquals(wanted, bySpf.status(), bySpf.toString());
        assertEquals(wanted, byDkim.status(), byDkim.toString());
    }

    @Test
    void aChildsMailIsAlignedWithItsParentsSignature() {
        var zone = "_dmarc.example.com TXT \"v=DMARC1; p=reject\"";

        var result = evaluate(
                zone,
                "news.example.com",
                spf(SpfResult.Status.FAIL, "news.example.com"),
                dkim(DkimResult.Status.PASS, "example.com"));

        assertEquals(Status.PASS, result.status());
    }

    @ParameterizedTest
    @CsvSource({
        "example.com,        p=reject; sp=quarantine; np=none, REJECT",
        "there.example.com,  p=reject; sp=quarantine; np=none, QUARANTINE",
        "absent.example.com, p=reject; sp=quarantine; np=none, NONE",
        "there.example.com,  p=reject,                         REJECT",
        "absent.example.com, p=none; sp=reject,                REJECT",
        "example.com,        p=reject; t=y,                    QUARANTINE",
        "example.com,        p=quarantine; t=y,                NONE",
        "example.com,        p=reject; pct=0,                  QUARANTINE",
        "example.com,        p=reject; pct=50,                 REJECT",
        "example.com,        p=bogus; rua=mailto:a@b.example,  NONE",
        "example.com,        sp=reject; rua=mailto:a@b.example, NONE",
    })
    void whatTheOwnerAsksFor(String author, String record, Policy wanted) {
        var zone = "_dmarc.example.com TXT \"v=DMARC1; " + record + "\"\nthere.example.com A 192.0.2.1";

        var result = evaluate(zone, author, spf(SpfResult.Status.FAIL, author));

        assertEquals(Status.FAIL, result.status());
        assertEquals(wanted, result.disposition(), result.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "v=DMARC1; p=bogus",
        "p=reject; v=DMARC1",
        "v=DMARC2; p=reject",
        "v=dmarc1; p=reject",
        "v=DMARC10; p=reject",
        "v=spf1 -all",
    })
    void whatIsNoRecordIsNoPolicy(String text) {
        var result =
                evaluate("_dmarc.example.com TXT \"" + text + "\"", "example.com", spf(SpfResult.Status.FAIL, "x"));

        assertEquals(Status.NONE, result.status(), result.toString());
    }

    @Test
    void twoRecordsAreNone() {
        var zone = "_dmarc.example.com TXT \"v=DMARC1; p=reject\"\n_dmarc.example.com TXT \"v=DMARC1; p=none\"";

        assertEquals(
                Status.NONE,
                evaluate(zone, "example.com", spf(SpfResult.Status.FAIL, "x")).status());
    }

    /// RFC 9989: `psd=n` makes an organization below the registered name.
    @Test
    void anOrganizationOfItsOwnIsNotItsParents() {
        var zone = "_dmarc.example.com TXT \"v=DMARC1; p=reject\"\n"
                + "_dmarc.unit.example.com TXT \"v=DMARC1; p=reject; psd=n\"";

        var outside = evaluate(zone, "unit.example.com", spf(SpfResult.Status.PASS, "example.com"));
        var inside = evaluate(zone, "unit.example.com", spf(SpfResult.Status.PASS, "a.unit.example.com"));
        var above = evaluate(zone, "example.com", spf(SpfResult.Status.PASS, "a.unit.example.com"));

        assertEquals(Status.FAIL, outside.status());
        assertEquals(Status.PASS, inside.status());
        assertEquals(Status.FAIL, above.status());
    }

    @Test
    void namesUnderAPublicSuffixAreStrangersToOneAnother() {
        var said = "_dmarc.co.uk TXT \"v=DMARC1; p=reject; psd=y\"";
        var unsaid = "_dmarc.co.uk TXT \"v=DMARC1; p=reject\"";
        for (var zone : List.of(said, unsaid)) {
            var result = evaluate(zone, "bank.co.uk", spf(SpfResult.Status.PASS, "thief.co.uk"));

            assertEquals(Status.FAIL, result.status(), zone);
            assertEquals(Policy.REJECT, result.disposition(), "the policy of the suffix holds: " + zone);
        }
    }

    @Test
    void aLongNameAsksAtMostEightTimes() {
        var zone = ZoneResolver.of("");
        new Dmarc(zone, SUFFIXES)
                .evaluate(
                        List.of("a.b.c.d.e.f.g.h.i.j.example.com"), spf(SpfResult.Status.NONE, "x"), List.of(), WITHIN);

        assertTrue(zone.questions() <= 8, "questions: " + zone.questions());
        assertEquals(
                List.of("a.b.c.d.e.f.g.h.i.j", "d.e.f.g.h.i.j", "e.f.g.h.i.j"),
                TreeWalk.names("a.b.c.d.e.f.g.h.i.j").subList(0, 3));
    }

    @Test
    void silenceIsTemperrorAndNeverNone() {
        var noPolicy = evaluate("_dmarc.example.com FAIL", "example.com", spf(SpfResult.Status.PASS, "example.com"));
        var record = "_dmarc.example.com TXT \"v=DMARC1; p=reject\"";
        var noKey = evaluate(
                record,
                "example.com",
                spf(SpfResult.Status.FAIL, "example.com"),
                dkim(DkimResult.Status.TEMPERROR, "example.com"));
        var strangersKey = evaluate(
                record,
                "example.com",
                spf(SpfResult.Status.FAIL, "example.com"),
                dkim(DkimResult.Status.TEMPERROR, "stranger.example"));

        assertEquals(Status.TEMPERROR, noPolicy.status());
        assertEquals(Status.TEMPERROR, noKey.status());
        assertEquals(Status.FAIL, strangersKey.status(), "an answer that could not help is not waited for");
    }

    @Test
    void theWorstOfSeveralAuthorsCounts() {
        var zone = ZoneResolver.of(
                "_dmarc.good.com TXT \"v=DMARC1; p=reject\"\n_dmarc.bank.com TXT \"v=DMARC1; p=reject\"");
        var dmarc = new Dmarc(zone, SUFFIXES);
        var passed = spf(SpfResult.Status.PASS, "good.com");

        assertEquals(
                Status.PASS,
                dmarc.evaluate(List.of("good.com"), passed, List.of(), WITHIN).status());
        assertEquals(
                "bank.com",
                dmarc.evaluate(List.of("good.com", "bank.com"), passed, List.of(), WITHIN)
                        .authorDomain());
        assertEquals(
                Status.PERMERROR,
                dmarc.evaluate(List.of(), passed, List.of(), WITHIN).status());
    }

    @Test
    void reportAddressesAreReadWithTheirSizes() {
        var record = DmarcRecord.parse(
                        "v=DMARC1; p=none; rua=mailto:a@example.com!10m, mailto:b@example.net , https://x.example;"
                                + " ruf=mailto:c@example.com!x")
                .orElseThrow();

        assertEquals(
                List.of(
                        new DmarcRecord.ReportAddress("a@example.com", Optional.of(10L << 20)),
                        new DmarcRecord.ReportAddress("b@example.net", Optional.empty())),
                record.aggregateReports());
        assertEquals(List.of(), record.failureReports());
    }

    @Test
    void anyTextIsARecordOrNone() {
        var random = new Random(7489);
        var pieces = new String[] {
            "v=DMARC1",
            ";",
            " ",
            "p=",
            "sp=",
            "np=",
            "none",
            "reject",
            "rua=",
            "mailto:",
            "a@b",
            "!",
            "9",
            "k",
            ",",
            "psd=",
            "y",
            "t=",
            "pct=",
            "0",
            "=",
            "\u0000",
            "é"
        };
        for (var round = 0; round < 20_000; round++) {
            var text = new StringBuilder(random.nextInt(3) == 0 ? "" : "v=DMARC1;");
            for (var i = random.nextInt(12); i >= 0; i--) {
                text.append(pieces[random.nextInt(pieces.length)]);
            }
            DmarcRecord.parse(text.toString())
                    .ifPresent(
                            record -> assertTrue(Arrays.asList(Policy.values()).contains(record.policy())));
        }
    }
}
