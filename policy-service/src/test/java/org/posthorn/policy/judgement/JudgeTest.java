package org.posthorn.policy.judgement;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.events.AccountId;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.Origin;
import org.posthorn.events.Verdict;
import org.posthorn.mailauth.dkim.ArcSealer;
import org.posthorn.mailauth.dkim.ArcValidator;
import org.posthorn.mailauth.dkim.DkimKey;
import org.posthorn.mailauth.dmarc.PublicSuffixes;
import org.posthorn.mailauth.dns.ZoneResolver;
import org.posthorn.mailauth.evidence.Evidence;
import org.posthorn.mailauth.evidence.EvidenceGatherer;
import org.posthorn.mailauth.evidence.MessageOctets;
import org.posthorn.mailauth.evidence.SmtpClient;
import org.posthorn.runtime.scan.Opinion;
import org.posthorn.runtime.scan.Opinion.Grade;

class JudgeTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final byte[] LETTER =
            "From: ceo@bank.example\r\nSubject: Invoice\r\n\r\nPay.\r\n".getBytes(StandardCharsets.UTF_8);
    private static final MessageAccepted MESSAGE = new MessageAccepted(
            MessageId.next(NOW),
            NOW,
            new Origin.Mx(),
            Optional.empty(),
            MailEnvelope.of("x@thief.example", List.of("bob@example.com")),
            LETTER.length);

    private static Evidence evidence(String zone, byte[] message) {
        var suffixes = PublicSuffixes.builtIn();
        var gatherer =
                new EvidenceGatherer(ZoneResolver.of(zone), suffixes, "mx.example.com", InstantSource.fixed(NOW));
        var client = new SmtpClient(InetAddress.ofLiteral("203.0.113.9"), "thief.example", "x@thief.example");
        return gatherer.gather(client, new MessageOctets.Whole(message), WITHIN);
    }

    @ParameterizedTest
    @CsvSource({"p=reject, reject", "p=quarantine, quarantine"})
    void whatTheOwnerWantsKeptAwayGoesToJunkWithAReason(String policy, String word) {
        var evidence = evidence("_dmarc.bank.example TXT \"v=DMARC1; " + policy + "\"", LETTER);

        var judgement = new Judge(List.of()).judge(MESSAGE, Optional.of(evidence));

        assertEquals(
                new Verdict.FileAsJunk("Neither SPF nor DKIM shows that it is from bank.example, which asks to " + word
                        + " such mail (DMARC)."),
                judgement.verdict());
        assertTrue(
                judgement.evidence().stream()
                        .anyMatch(fact ->
                                fact.method().equals("dmarc") && fact.result().equals("fail")),
                judgement.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "_dmarc.bank.example TXT \"v=DMARC1; p=none\"",
        "other.example TXT x",
        "_dmarc.bank.example FAIL",
        "thief.example TXT \"v=spf1 -all\"",
    })
    void anythingElseIsDelivered(String zone) {
        var judgement = new Judge(List.of()).judge(MESSAGE, Optional.of(evidence(zone, LETTER)));

        assertInstanceOf(Verdict.Deliver.class, judgement.verdict(), "an SPF failure alone refuses nothing");
    }

    @Test
    void aTrustedSealExcusesABrokenSignature() {
        var key = DkimKey.generateRsa("list.example", "s");
        var zone = "_dmarc.bank.example TXT \"v=DMARC1; p=reject\"\ns._domainkey.list.example TXT \"" + key.dnsText()
                + "\"";
        var none = new ArcValidator(ZoneResolver.of(""), InstantSource.fixed(NOW)).validate(LETTER, WITHIN);
        var seal = new ArcSealer(key)
                .seal(LETTER, "list.example; dmarc=pass", none, NOW)
                .orElseThrow();
        var sealed = new String(seal, StandardCharsets.UTF_8) + new String(LETTER, StandardCharsets.UTF_8);
        var evidence = evidence(zone, sealed.getBytes(StandardCharsets.UTF_8));

        var trusted = new Judge(List.of("list.example")).judge(MESSAGE, Optional.of(evidence));
        var unknown = new Judge(List.of()).judge(MESSAGE, Optional.of(evidence));

        assertInstanceOf(Verdict.Deliver.class, trusted.verdict());
        assertInstanceOf(Verdict.FileAsJunk.class, unknown.verdict());
    }

    @ParameterizedTest
    @CsvSource({
        "CLEAN,     mx,  false, deliver",
        "DOUBTFUL,  mx,  false, junk",
        "DOUBTFUL,  mx,  true,  deliver",
        "DOUBTFUL,  own, false, deliver",
        "SPAM,      mx,  false, quarantine",
        "SPAM,      mx,  true,  deliver",
        "SPAM,      own, false, quarantine",
        "DANGEROUS, mx,  true,  quarantine",
        "DANGEROUS, own, false, quarantine",
    })
    void theWorstThatIsSaidOfTheContentCounts(Grade grade, String from, boolean allowed, String verdict) {
        var message = from.equals("mx")
                ? MESSAGE
                : new MessageAccepted(
                        MESSAGE.messageId(),
                        NOW,
                        new Origin.Web(new AccountId(1), true, List.of()),
                        Optional.empty(),
                        MESSAGE.envelope(),
                        MESSAGE.size());
        var opinions = List.of(opinion(Grade.CLEAN), opinion(grade), opinion(Grade.CLEAN));

        var judgement = new Judge(List.of()).judge(message, Optional.empty(), opinions, allowed);

        assertEquals(
                verdict,
                switch (judgement.verdict()) {
                    case Verdict.Deliver _ -> "deliver";
                    case Verdict.FileAsJunk(var reason) when reason.equals(grade + ".") -> "junk";
                    case Verdict.Quarantine(var reason) when reason.equals(grade + ".") -> "quarantine";
                    default -> judgement.verdict().toString();
                });
        assertEquals(3, judgement.evidence().size(), "all of it stands in the record");
    }

    private static Opinion opinion(Grade grade) {
        return Opinion.of(grade, new MessageJudged.Evidence("scanner", "x", grade + ".", 0));
    }
}
