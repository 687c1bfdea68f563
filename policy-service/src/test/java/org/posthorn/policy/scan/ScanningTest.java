package org.posthorn.policy.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
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
import org.posthorn.events.AccountId;
import org.posthorn.events.Client;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.Origin;
import org.posthorn.policy.evidence.Pace;
import org.posthorn.policy.scan.Scanning.Scanned;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.scan.Opinion.Grade;
import org.posthorn.runtime.scan.ScanSettings;
import org.posthorn.runtime.scan.Scanners;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.testing.StubScanners;

/// When scanners are asked, and what becomes of a message when they do not answer.
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
        try (var scanners = scanners(more)) {
            return scanned(new Scanning(scanners, pace), origin, letter);
        }
    }

    private static Scanned scanned(Scanning scanning, Origin origin, String letter) {
        var octets = letter.getBytes(UTF_8);
        var client = new Client("192.0.2.9", 25, "mx.elsewhere.test", Optional.empty(), Optional.empty());
        var envelope = MailEnvelope.of("s@elsewhere.test", List.of("bob@example.com", "carol@example.com"));
        var message =
                new MessageAccepted(MessageId.next(NOW), NOW, origin, Optional.of(client), envelope, octets.length);
        return scanning.of(message, octets.length, () -> new ByteArrayInputStream(octets), NOW);
    }

    private Pace patient() {
        return Pace.first(clock, Duration.ofSeconds(60));
    }

    /// As of a message that has waited for as long as it may.
    private Pace last() {
        return Pace.second(InstantSource.fixed(NOW.plusSeconds(3600)), Duration.ofMillis(1_900), Duration.ofMinutes(1));
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
        stubs.away(true);
        try (var scanners = scanners("scan.deadline=4s")) {
            var scanning = Scanning.first(scanners, clock);
            assertEquals(Duration.ofSeconds(4), scanning.within());
            assertTrue(scanned(scanning, new Origin.Mx(), LETTER).late());
            assertEquals(Duration.ofSeconds(2), scanning.within());
        }
    }

    @Test
    void whatAnAccountSendsIsScannedAndOurOwnNotificationsAreNot() {
        var account = new Origin.Submission(new AccountId(7), true, List.of());
        assertEquals(2, scanned(account, LETTER, patient()).opinions().size());
        var notification = new Origin.Internal("delivery-worker", Optional.empty());
        assertEquals(List.of(), scanned(notification, LETTER, patient()).opinions());
        assertEquals(1, stubs.asked().size());
    }
}
