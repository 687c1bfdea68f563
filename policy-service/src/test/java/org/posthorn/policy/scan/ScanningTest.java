package org.posthorn.policy.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.events.AccountId;
import org.posthorn.events.Client;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.Origin;
import org.posthorn.policy.evidence.Pace;
import org.posthorn.policy.scan.Opinion.Grade;
import org.posthorn.policy.scan.Scanning.Scanned;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.settings.SettingsRefused;

/// What scanners say in their own words, and what is made of it.
class ScanningTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final String LETTER = "Subject: Hello\r\n\r\nHello\r\n";

    private final InstantSource clock = InstantSource.fixed(NOW);
    private final Metrics metrics = Metrics.forTests();
    private StubScanners stubs;

    @BeforeEach
    void start() throws IOException {
        stubs = new StubScanners();
    }

    @AfterEach
    void stop() {
        stubs.close();
    }

    private Scanners scanners(String... more) {
        return new Scanners(Settings.of(stubs.settings()).with(more).get(ScanSettings.class), metrics);
    }

    private Scanned scanned(String letter, Pace pace, String... more) {
        return scanned(new Origin.Mx(), letter, pace, more);
    }

    private Scanned scanned(Origin origin, String letter, Pace pace, String... more) {
        var octets = letter.getBytes(UTF_8);
        var client = new Client("192.0.2.9", 25, "mx.örtlich.example", Optional.empty(), Optional.empty());
        var envelope = MailEnvelope.of("s@elsewhere.test", List.of("bob@example.com", "carol@example.com"));
        var message =
                new MessageAccepted(MessageId.next(NOW), NOW, origin, Optional.of(client), envelope, octets.length);
        try (var scanners = scanners(more)) {
            return new Scanning(scanners, pace).of(message, octets.length, () -> new ByteArrayInputStream(octets), NOW);
        }
    }

    private Pace patient() {
        return Pace.first(clock, Duration.ofSeconds(60));
    }

    /// As of a message that has waited for as long as it may.
    private Pace last() {
        return Pace.second(InstantSource.fixed(NOW.plusSeconds(3600)), Duration.ofMillis(1_900), Duration.ofMinutes(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "'no action'      | CLEAN    | pass",
                "greylist         | CLEAN    | pass",
                "'soft reject'    | CLEAN    | pass",
                "'add header'     | DOUBTFUL | fail",
                "'rewrite subject'| DOUBTFUL | fail",
                "reject           | SPAM     | fail",
            })
    void rspamdsActionsAreGrades(String action, Grade grade, String result) {
        var name = action.replace("'", "");
        var answer = "{\"score\":7.25,\"required_score\":15,\"action\":\"" + name + "\",\"symbols\":{"
                + "\"SMALL\":{\"score\":-0.25},\"LARGE\":{\"score\":7.5,\"options\":[\"x\"]},\"NONE\":{\"score\":0}}}";

        var opinion =
                scanned("Rspamd: " + answer + "\r\n\r\n", patient()).opinions().getFirst();

        assertEquals(grade, opinion.grade());
        assertEquals("rspamd", opinion.fact().method());
        assertEquals(result, opinion.fact().result());
        assertEquals(Optional.of("7.25"), opinion.score());
        assertEquals(Optional.of("7.25 of 15.00 (" + name + "): LARGE 7.50, SMALL -0.25"), opinion.report());
    }

    @Test
    void whatRspamdSkipsIsCleanUnlessItIsItsOwnTestOfTheFilter() {
        var skipped = scanned("Rspamd: {\"is_skipped\":true,\"action\":\"no action\"}\r\n\r\n", patient());
        assertEquals("none", skipped.opinions().getFirst().fact().result());
        var test = "Rspamd: {\"is_skipped\":true,\"score\":15,\"required_score\":15,\"action\":\"reject\"}\r\n\r\n";
        assertEquals(Grade.SPAM, scanned(test, patient()).opinions().getFirst().grade());
    }

    @Test
    void rspamdIsToldWhoBroughtTheMessageAndForWhom() {
        scanned(LETTER, patient(), "scan.rspamd-password=secret");
        scanned(new Origin.Submission(new AccountId(7), true, List.of()), LETTER, patient());

        var asked = stubs.asked().getFirst();
        assertEquals(LETTER, asked.message());
        assertEquals(List.of("192.0.2.9"), asked.headers().get("IP"));
        assertEquals(List.of("mx.?rtlich.example"), asked.headers().get("Helo"));
        assertEquals(List.of("s@elsewhere.test"), asked.headers().get("From"));
        assertEquals(
                List.of("bob@example.com", "carol@example.com"), asked.headers().get("Rcpt"));
        assertEquals(List.of("secret"), asked.headers().get("Password"));
        assertEquals(null, asked.headers().get("User"), "a stranger");
        assertEquals(List.of("account-7"), stubs.asked().getLast().headers().get("User"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "stream: OK                                  | CLEAN     | pass | ClamAV finds no virus.",
                "stream: Eicar-Test-Signature FOUND          | DANGEROUS | fail | ClamAV finds Eicar-Test-Signature.",
                "INSTREAM size limit exceeded. ERROR         | CLEAN     | none | It is too large for ClamAV.",
            })
    void clamdsRepliesAreGrades(String reply, Grade grade, String result, String detail) {
        var opinion =
                scanned("Clamd: " + reply + "\r\n\r\n", patient()).opinions().getLast();

        assertEquals(grade, opinion.grade());
        assertEquals("clamav", opinion.fact().method());
        assertEquals(result, opinion.fact().result());
        assertEquals(detail, opinion.fact().detail());
    }

    @Test
    void whatCannotBeScannedWaitsAndThenGoesOnAsIsSet() {
        var strange = "Clamd: Can't allocate memory ERROR\r\n\r\n";
        assertTrue(scanned(strange, patient()).late());

        var opinion = scanned(strange, last()).opinions().getLast();
        assertEquals(Grade.CLEAN, opinion.grade());
        assertEquals("temperror", opinion.fact().result());
        assertTrue(
                opinion.fact().detail().startsWith("It could not be scanned by clamav: "),
                opinion.fact().detail());
        var held = scanned(strange, last(), "scan.unscanned=hold").opinions().getLast();
        assertEquals(Grade.DANGEROUS, held.grade());
    }

    @Test
    @Timeout(60)
    void aScannerThatIsSilentOrOutOfOrderIsNotWaitedForLongerThanIsSet() {
        var soon = Pace.first(clock, Duration.ofMillis(200));
        assertTrue(scanned("Clamd: silence\r\n\r\n", soon).late());
        assertTrue(scanned("Rspamd: { and no more\r\n\r\n", soon).late());
        stubs.away(true);
        assertTrue(scanned(LETTER, patient()).late());
        stubs.away(false);
        assertTrue(scanned("Rspamd: no JSON\r\n\r\n", patient()).late());
    }

    @Test
    void whileMessagesAreLateScannersHaveHalfTheTime() {
        try (var scanners = scanners("scan.deadline=4s")) {
            var pace = scanners.first(clock);
            assertEquals(Duration.ofSeconds(4), pace.within());
            pace.late();
            assertEquals(Duration.ofSeconds(2), pace.within());
        }
    }

    @Test
    void ourOwnNotificationsAndWhatIsTooLargeAreNotScanned() {
        assertEquals(
                List.of(),
                scanned(new Origin.Internal("delivery-worker", Optional.empty()), LETTER, patient())
                        .opinions());
        var large = scanned(LETTER, patient(), "scan.largest=10").opinions();
        assertEquals(2, large.size());
        assertEquals(List.of(), stubs.asked());
        assertEquals(
                "It is larger than what is scanned (scan.largest).",
                large.getLast().fact().detail());
        assertEquals(
                2.0,
                metrics.registry().get("posthorn_policy_scans").tag("result", "too-large").counters().stream()
                        .mapToDouble(counter -> counter.count())
                        .sum());
    }

    @Test
    void anAddressThatIsNoneIsNamedAtTheStart() {
        var settings = Settings.of("scan.rspamd=localhost:11333").get(ScanSettings.class);
        var refused = assertThrows(SettingsRefused.class, () -> new Scanners(settings, metrics));
        assertEquals("Write scan.rspamd as http://127.0.0.1:11333, not \"localhost:11333\".", refused.getMessage());
    }
}
