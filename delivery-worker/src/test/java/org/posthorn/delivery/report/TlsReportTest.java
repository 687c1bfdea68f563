package org.posthorn.delivery.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.posthorn.delivery.DeliveryDatabase;
import org.posthorn.delivery.nexthop.TlsPolicy;
import org.posthorn.delivery.report.TlsReportStore.Counted;
import org.posthorn.delivery.transport.MailServer;
import org.posthorn.delivery.transport.Opening.Tls;
import org.posthorn.delivery.transport.TlsFailure;
import org.posthorn.mail.message.HeaderSection;
import org.posthorn.mail.message.MimeStructure;
import org.posthorn.mail.message.TransferEncoding;
import org.posthorn.testing.ManualClock;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.WithBacking;

@WithBacking
class TlsReportTest {
    private static final TlsPolicy POLICY = new TlsPolicy(
            "a.example",
            TlsPolicy.Type.STS,
            List.of("version: STSv1", "mode: testing", "mx: *.a.example", "max_age: 86400"),
            List.of("*.a.example"),
            Optional.empty());
    private static final MailServer SERVER = new MailServer(
            "mx.a.example",
            new InetSocketAddress(InetAddress.ofLiteral("192.0.2.1"), 25),
            Tls.IF_OFFERED,
            Optional.empty());
    private static final LocalDate DAY = LocalDate.parse("2026-03-01");

    private final ManualClock clock = new ManualClock(Instant.parse("2026-03-01T12:00:00Z"));

    @Test
    void aDayIsCountedByAllWorkersAndToldOnce(TestDatabase test) {
        try (var database = DeliveryDatabase.open(test)) {
            var store = new TlsReportStore(database);
            for (var worker = 0; worker < 2; worker++) {
                var counts = new TlsCounts(clock);
                counts.session(POLICY, SERVER, Optional.empty());
                counts.session(POLICY, SERVER, Optional.of(TlsFailure.CERTIFICATE_EXPIRED));
                store.add(counts.take());
                assertTrue(counts.take().isEmpty());
            }
            clock.advance(Duration.ofDays(1));

            assertFalse(store.tellNext(DAY, (_, _, _) -> {}), "the day is not over");
            var told = new ArrayList<Counted>();
            assertTrue(store.tellNext(DAY.plusDays(1), (_, _, results) -> told.addAll(results)));
            assertFalse(store.tellNext(DAY.plusDays(1), (_, _, _) -> {}));

            assertEquals(List.of(2L, 2L), told.stream().map(Counted::sessions).toList());
            assertEquals("""
                    {"organization-name":"mail.example.com",\
                    "date-range":{"start-datetime":"2026-03-01T00:00:00Z","end-datetime":"2026-03-01T23:59:59Z"},\
                    "contact-info":"postmaster@example.com","report-id":"2026-03-01_a.example@mail.example.com",\
                    "policies":[{"policy":{"policy-type":"sts","policy-string":["version: STSv1","mode: testing",\
                    "mx: *.a.example","max_age: 86400"],"policy-domain":"a.example","mx-host":["*.a.example"]},\
                    "summary":{"total-successful-session-count":2,"total-failure-session-count":2},\
                    "failure-details":[{"result-type":"certificate-expired","receiving-mx-hostname":"mx.a.example",\
                    "receiving-ip":"192.0.2.1","failed-session-count":2}]}]}""", report(told).json());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = TlsFailure.class,
            names = {"STS_POLICY_FETCH_ERROR", "STS_POLICY_INVALID", "STS_WEBPKI_INVALID"})
    void aPolicyThatCouldNotBeHadIsToldOfBesideTheSession(TlsFailure why) {
        var counts = new TlsCounts(clock);
        var without =
                new TlsPolicy("a.example", TlsPolicy.Type.NO_POLICY_FOUND, List.of(), List.of(), Optional.of(why));
        counts.session(without, SERVER, Optional.empty());
        counts.session(without, SERVER, Optional.empty());

        var told = counts.take().entrySet().stream()
                .map(each -> new Counted(each.getKey(), each.getValue()))
                .toList();
        var json = report(told).json();
        assertEquals("""
                [{"policy":{"policy-type":"no-policy-found","policy-domain":"a.example"},\
                "summary":{"total-successful-session-count":2,"total-failure-session-count":0}},\
                {"policy":{"policy-type":"sts","policy-domain":"a.example"},\
                "summary":{"total-successful-session-count":0,"total-failure-session-count":2},\
                "failure-details":[{"result-type":"%s","failed-session-count":2}]}]}""".formatted(why.word()), json.substring(json.indexOf('[')));
    }

    @Test
    void anExchangerThatAPolicyUnderTestDoesNotNameCountsAsAFailure() {
        var counts = new TlsCounts(clock);
        var elsewhere = new MailServer("mx.b.example", SERVER.address(), Tls.TESTED, Optional.empty());
        counts.session(POLICY, elsewhere, Optional.empty());
        counts.session(POLICY, SERVER, Optional.empty());

        assertEquals(
                List.of("", "validation-failure"),
                counts.take().keySet().stream()
                        .map(TlsCounts.Kind::failure)
                        .sorted()
                        .toList());
    }

    @Test
    void aReportGoesAsACompressedAttachment() throws Exception {
        var report = report(List.of());
        var mail = TlsReportMail.of(report, "tls@a.example", clock.instant());

        var header = HeaderSection.of(mail);
        assertEquals(Optional.of("a.example"), header.value("TLS-Report-Domain"));
        assertEquals(Optional.of("No"), header.value("TLS-Required"), "trouble with TLS keeps back no report of it");
        var part = MimeStructure.of(mail).part("2").orElseThrow();
        assertEquals("tlsrpt+gzip", part.type().subtype());
        var gzip = TransferEncoding.decode(
                mail, part.bodyStart(), part.bodyEnd(), part.fields().encoding());
        var json =
                new String(new GZIPInputStream(new ByteArrayInputStream(gzip)).readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(report.json(), json);
    }

    @Test
    void aReportIsTheSameMessageWhoeverWritesItAndIsOfTheEndOfItsDay() {
        var id = TlsReporting.id(report(List.of()), "tls@a.example");

        assertEquals(Instant.parse("2026-03-02T00:00:00Z"), id.time());
        assertEquals(id, TlsReporting.id(report(List.of()), "tls@a.example"));
        assertNotEquals(id, TlsReporting.id(report(List.of()), "tls@b.example"));
        var nextDay =
                new TlsReport("mail.example.com", "postmaster@example.com", DAY.plusDays(1), "a.example", List.of());
        assertNotEquals(id, TlsReporting.id(nextDay, "tls@a.example"));
    }

    @Test
    void whereReportsGoStandsInOneRecord() {
        assertEquals(
                List.of("mailto:tls@a.example", "https://a.example/tls"),
                TlsReporting.addresses(
                        List.of("v=TLSRPTv1; rua=mailto:tls@a.example,https://a.example/tls,ftp://a.example")));
        assertEquals(List.of(), TlsReporting.addresses(List.of("v=spf1 -all")));
        assertEquals(
                List.of(), TlsReporting.addresses(List.of("v=TLSRPTv1; rua=mailto:a@a", "v=TLSRPTv1; rua=mailto:b@b")));
    }

    private static TlsReport report(List<Counted> results) {
        var sorted = results.stream()
                .sorted((a, b) -> a.kind().failure().compareTo(b.kind().failure()))
                .toList();
        return new TlsReport("mail.example.com", "postmaster@example.com", DAY, "a.example", sorted);
    }
}
