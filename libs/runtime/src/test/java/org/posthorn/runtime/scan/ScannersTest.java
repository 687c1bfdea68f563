package org.posthorn.runtime.scan;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
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
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.scan.Opinion.Grade;
import org.posthorn.runtime.scan.Scanner.Mail;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.settings.SettingsRefused;
import org.posthorn.testing.StubScanners;

/// What scanners say in their own words, and what is made of it.
class ScannersTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final String LETTER = "Subject: Hello\r\n\r\nHello\r\n";

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

    private List<Opinion> said(String letter, String... settings) {
        return said(new Origin.Mx(), letter, settings);
    }

    private List<Opinion> said(Origin origin, String letter, String... more) {
        try (var scanners = scanners(more)) {
            return scanners.inSession(mail(origin, letter));
        }
    }

    private static Mail mail(Origin origin, String letter) {
        var octets = letter.getBytes(UTF_8);
        var client = new Client("192.0.2.9", 25, "mx.örtlich.example", Optional.empty(), Optional.empty());
        var envelope = MailEnvelope.of("s@elsewhere.test", List.of("bob@example.com", "carol@example.com"));
        var message =
                new MessageAccepted(MessageId.next(NOW), NOW, origin, Optional.of(client), envelope, octets.length);
        return new Mail(message, octets.length, () -> new ByteArrayInputStream(octets));
    }

    private Scanners scanners(String... more) {
        var settings = Settings.of(stubs.settings())
                .with("scan.session-deadline=60s")
                .with(more)
                .get(ScanSettings.class);
        return new Scanners(settings, metrics);
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

        var opinion = said("Rspamd: " + answer + "\r\n\r\n").getFirst();

        assertEquals(grade, opinion.grade());
        assertEquals("rspamd", opinion.fact().method());
        assertEquals(result, opinion.fact().result());
        assertEquals(Optional.of("7.25"), opinion.score());
        assertEquals(Optional.of("7.25 of 15.00 (" + name + "): LARGE 7.50, SMALL -0.25"), opinion.report());
    }

    @Test
    void whatRspamdSkipsIsCleanUnlessItIsItsOwnTestOfTheFilter() {
        var skipped = said("Rspamd: {\"is_skipped\":true,\"action\":\"no action\"}\r\n\r\n");
        assertEquals("none", skipped.getFirst().fact().result());
        var test = "Rspamd: {\"is_skipped\":true,\"score\":15,\"required_score\":15,\"action\":\"reject\"}\r\n\r\n";
        assertEquals(Grade.SPAM, said(test).getFirst().grade());
    }

    @Test
    void rspamdIsToldWhoBroughtTheMessageAndForWhom() {
        said(LETTER, "scan.rspamd-password=secret");
        said(new Origin.Submission(new AccountId(7), true, List.of()), LETTER);

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
        var opinion = said("Clamd: " + reply + "\r\n\r\n").getLast();

        assertEquals(grade, opinion.grade());
        assertEquals("clamav", opinion.fact().method());
        assertEquals(result, opinion.fact().result());
        assertEquals(detail, opinion.fact().detail());
    }

    @Test
    @Timeout(60)
    void whoDoesNotAnswerInTimeOrIsOutOfOrderSaysNothing() {
        var soon = "scan.session-deadline=200ms";
        assertEquals(List.of("rspamd"), sayers(said("Clamd: silence\r\n\r\n", soon)));
        assertEquals(List.of(), sayers(said("Rspamd: { and no more\r\nClamd: silence\r\n\r\n", soon)));
        assertEquals(List.of("clamav"), sayers(said("Rspamd: no JSON\r\n\r\n")));
        stubs.away(true);
        assertEquals(List.of("clamav"), sayers(said(LETTER)));
    }

    @Test
    void anAnswerThatIsLateIsCalledThat() {
        try (var scanners = scanners()) {
            var silent = mail(new Origin.Mx(), "Rspamd: { and no more\r\nClamd: silence\r\n\r\n");
            for (var scanner : scanners.all()) {
                var late = assertThrows(IOException.class, () -> scanners.ask(scanner, silent, Duration.ofMillis(150)));
                assertTrue(String.valueOf(late.getMessage()).endsWith("answer in time"), scanner.name() + ": " + late);
            }
        }
    }

    private static List<String> sayers(List<Opinion> opinions) {
        return opinions.stream().map(opinion -> opinion.fact().method()).toList();
    }

    @Test
    void whatIsTooLargeIsNotScanned() {
        var large = said(LETTER, "scan.largest=10");
        assertEquals(2, large.size());
        assertEquals(List.of(), stubs.asked());
        assertEquals(
                "It is larger than what is scanned (scan.largest).",
                large.getLast().fact().detail());
        assertEquals(
                2.0,
                metrics.registry().get("posthorn_scans").tag("result", "too-large").counters().stream()
                        .mapToDouble(counter -> counter.count())
                        .sum());
    }

    @Test
    void theTestStringIsFoundWhereverItStands() {
        var string = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";
        for (var letter : List.of(string, "X" + string, "XJ" + string + "X", LETTER + string + "\r\n")) {
            assertEquals(
                    Optional.of(Grade.SPAM),
                    TestString.in(letter.getBytes(UTF_8)).map(Opinion::grade),
                    letter);
        }
        assertEquals(Optional.empty(), TestString.in(string.replace("34X", "34").getBytes(UTF_8)));
    }

    @Test
    void anAddressThatIsNoneIsNamedAtTheStart() {
        var settings = Settings.of("scan.rspamd=localhost:11333").get(ScanSettings.class);
        var refused = assertThrows(SettingsRefused.class, () -> new Scanners(settings, metrics));
        assertEquals("Write scan.rspamd as http://127.0.0.1:11333, not \"localhost:11333\".", refused.getMessage());
    }
}
