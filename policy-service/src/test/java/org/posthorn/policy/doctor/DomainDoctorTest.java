package org.posthorn.policy.doctor;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.events.api.DoctorApi.DomainReport;
import org.posthorn.events.api.DoctorApi.Finding;
import org.posthorn.mailauth.dkim.DkimKey;
import org.posthorn.mailauth.dns.ZoneResolver;

class DomainDoctorTest {
    private static final DkimKey KEY = DkimKey.generateEd25519("example.com", "default");
    private static final String DIGEST = "ab".repeat(32);

    /// How everything should be; a row of the table takes lines that begin with its first word out, and puts one in.
    private static final String HEALTHY = """
            example.com                    MX    10 mail.example.com
            mail.example.com               A     203.0.113.25
            mail.example.com               AAAA  2001:db8::25
            other.example.com              A     203.0.113.25
            203.0.113.25                   PTR   mail.example.com
            2001:db8::25                   PTR   mail.example.com
            example.com                    TXT   "v=spf1 mx ip4:203.0.113.25 ip6:2001:db8::25 ~all"
            default._domainkey.example.com TXT   "KEY"
            _dmarc.example.com             TXT   "v=DMARC1; p=quarantine; rua=mailto:postmaster@example.com"
            mta-sts.example.com            A     203.0.113.80
            _mta-sts.example.com           TXT   "v=STSv1; id=20261127"
            _smtp._tls.example.com         TXT   "v=TLSRPTv1; rua=mailto:postmaster@example.com"
            _25._tcp.mail.example.com      TLSA  3 1 1 DIGEST
            """;

    private static DomainReport look(List<String> lines, boolean signed, List<DkimKey> keys) {
        var zone = ZoneResolver.of(
                String.join("\n", lines).replace("KEY", KEY.dnsText()).replace("DIGEST", DIGEST));
        var patient = new Patient(
                "example.com",
                "mail.example.com",
                keys,
                Optional.of("cd".repeat(32)),
                Optional.of(DIGEST),
                List.of("dnsbl.example.net"));
        return new DomainDoctor(signed ? zone.authenticated() : zone).look(patient);
    }

    private static List<String> zone(String without, String with) {
        var lines = new ArrayList<>(HEALTHY.lines()
                .filter(line -> without.isEmpty() || !line.replaceAll(" +", " ").startsWith(without + " "))
                .toList());
        if (!with.isEmpty()) {
            lines.add(with);
        }
        return lines;
    }

    private static List<String> bad(DomainReport report) {
        return report.findings().stream()
                .filter(finding -> !finding.mend().isEmpty())
                .map(finding -> finding.severity() + " " + finding.check())
                .toList();
    }

    @Test
    void ofAHealthyDomainEverythingIsGood() {
        var report = look(HEALTHY.lines().toList(), true, List.of(KEY));
        assertEquals(List.of(), bad(report));
        assertEquals(
                List.of("mx", "ptr", "ptr", "spf", "dkim", "dmarc", "mta-sts", "tls-rpt", "tlsa"),
                report.findings().stream().map(Finding::check).toList());
        assertTrue(
                report.zone().contains("example.com.  IN  MX  10 mail.example.com."),
                report.zone().toString());
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
            ERROR mx-missing            | example.com MX          |
            ERROR mx-null               | example.com MX          | example.com MX 0 .
            ERROR mx-elsewhere          | example.com MX          | example.com MX 10 mx.example.net
            WARNING mx-without-address  |                         | example.com MX 20 old.example.com
            ERROR host-without-address  | mail.example.com        |
            ERROR host-private          | mail.example.com        | mail.example.com A 192.168.1.25
            ERROR ptr-missing           | 203.0.113.25            |
            ERROR ptr-unconfirmed       | 203.0.113.25            | 203.0.113.25 PTR dynamic.example.net
            WARNING ptr-other           | 203.0.113.25            | 203.0.113.25 PTR other.example.com
            ERROR spf-missing           | example.com TXT         |
            ERROR spf-twice             |                         | example.com TXT "v=spf1 -all"
            ERROR spf-without-us        | example.com TXT         | example.com TXT "v=spf1 ip4:198.51.100.1 -all"
            ERROR spf-everybody         | example.com TXT         | example.com TXT "v=spf1 mx +all"
            ERROR spf-broken            | example.com TXT         | example.com TXT "v=spf1 mxx ~all"
            WARNING spf-open            | example.com TXT         | example.com TXT "v=spf1 mx"
            ERROR dkim-missing          | default._domainkey.example.com | other.example.com TXT ""
            ERROR dkim-different        | default._domainkey.example.com | default._domainkey.example.com TXT "v=DKIM1; k=ed25519; p=AAAA"
            ERROR dmarc-missing         | _dmarc.example.com      |
            ERROR dmarc-twice           |                         | _dmarc.example.com TXT "v=DMARC1; p=none"
            ERROR dmarc-broken          | _dmarc.example.com      | _dmarc.example.com TXT "v=DMARC1; p=perhaps"
            NOTE dmarc-none             | _dmarc.example.com      | _dmarc.example.com TXT "v=DMARC1; p=none"
            WARNING dmarc-reports-lost  | _dmarc.example.com      | _dmarc.example.com TXT "v=DMARC1; p=reject; rua=mailto:d@reports.example.net"
            NOTE mta-sts-missing        | _mta-sts.example.com    |
            WARNING mta-sts-broken      | _mta-sts.example.com    | _mta-sts.example.com TXT "v=STSv1;"
            WARNING mta-sts-without-host| mta-sts.example.com     |
            NOTE tls-rpt-missing        | _smtp._tls.example.com  |
            WARNING tls-rpt-broken      | _smtp._tls.example.com  | _smtp._tls.example.com TXT "v=TLSRPTv1; rua=postmaster"
            ERROR tlsa-different        | _25._tcp.mail.example.com | _25._tcp.mail.example.com TLSA 3 1 1 00ff
            WARNING tlsa-unusable       | _25._tcp.mail.example.com | _25._tcp.mail.example.com TLSA 1 1 1 00ff
            ERROR dnsbl-listed          |                         | 25.113.0.203.dnsbl.example.net A 127.0.0.2
            ERROR dns-silent            | _dmarc.example.com      | _dmarc.example.com FAIL
            """)
    void eachMistakeIsFoundAloneWithWhatMendsIt(String expected, @Nullable String without, @Nullable String with) {
        var report = look(zone(text(without), text(with)), true, List.of(KEY));
        assertTrue(bad(report).contains(expected.strip()), () -> expected + " in " + report.findings());
        assertTrue(
                bad(report).stream().allMatch(expected.strip()::equals)
                        || (without != null && without.startsWith("mail")),
                () -> "only " + expected + " in " + report.findings());
        report.findings().forEach(finding -> assertFalse(finding.seen().isBlank()));
    }

    private static String text(@Nullable String cell) {
        return cell == null ? "" : cell;
    }

    @Test
    void aDomainWithoutAKeyLeavesUnsigned() {
        assertEquals(List.of("ERROR dkim-unsigned"), bad(look(HEALTHY.lines().toList(), true, List.of())));
    }

    @Test
    void recordsOfAnUnsignedZoneAreNoUse() {
        assertEquals(List.of("WARNING tlsa-unsigned"), bad(look(HEALTHY.lines().toList(), false, List.of(KEY))));
    }

    @Test
    void aListThatRefusesToAnswerDoesNotSayThatAnAddressIsListed() {
        var refusing = zone("", "25.113.0.203.dnsbl.example.net A 127.255.255.254");
        assertEquals(List.of(), bad(look(refusing, true, List.of(KEY))));
    }
}
