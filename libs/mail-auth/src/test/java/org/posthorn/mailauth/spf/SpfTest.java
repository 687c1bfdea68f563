package org.posthorn.mailauth.spf;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.mailauth.dns.ZoneResolver;
import org.posthorn.mailauth.spf.SpfResult.Status;

class SpfTest {
    private static final Duration WITHIN = Duration.ofSeconds(5);
    private static final InetAddress CLIENT = InetAddress.ofLiteral("192.0.2.1");

    private static SpfResult check(String zone, String reversePath) {
        return spf(ZoneResolver.of(zone)).mailFrom(CLIENT, "mx.example.org", reversePath, WITHIN);
    }

    private static Spf spf(ZoneResolver zone) {
        return new Spf(zone, "mx.example.net", InstantSource.fixed(Instant.EPOCH));
    }

    @Test
    void theDirectiveThatMatchedIsNamed() {
        var result = check("example.com TXT \"v=spf1 ip4:192.0.2.0/24 -all\"", "a@example.com");

        assertEquals(Status.PASS, result.status());
        assertEquals("ip4:192.0.2.0/24", result.directive().orElseThrow());
    }

    @Test
    void theNullReversePathIsAskedUnderTheHeloName() {
        var result = check("mx.example.org TXT \"v=spf1 -all\"", "");

        assertEquals(Status.FAIL, result.status());
        assertEquals("mx.example.org", result.domain());
    }

    @Test
    void anAddressAsHeloHasNoRecord() {
        var spf = spf(ZoneResolver.of(""));

        assertEquals(Status.NONE, spf.helo(CLIENT, "[192.0.2.1]", WITHIN).status());
        assertEquals(Status.NONE, spf.helo(CLIENT, "", WITHIN).status());
        assertEquals(Status.NONE, spf.helo(CLIENT, "localhost", WITHIN).status());
    }

    @Test
    void anIpv4ClientInsideIpv6IsAnIpv4Client() {
        var zone = ZoneResolver.of("example.com TXT \"v=spf1 ip4:192.0.2.1 -all\"");
        var mapped = InetAddress.ofLiteral("::ffff:192.0.2.1");

        assertEquals(
                Status.PASS,
                spf(zone).mailFrom(mapped, "h.example", "a@example.com", WITHIN).status());
    }

    @Test
    void silenceIsTemperrorAndNeverPass() {
        var result = check("example.com TXT \"v=spf1 include:slow.example +all\"\nslow.example FAIL", "a@example.com");

        assertEquals(Status.TEMPERROR, result.status());
        assertTrue(result.problem().orElseThrow().contains("slow.example"), result.toString());
    }

    @Test
    void theEleventhTermThatAsksIsOneTooMany() {
        var ten = includes(10);
        var eleven = includes(11);

        assertEquals(Status.PASS, check(ten, "a@example.com").status());
        assertEquals(Status.PERMERROR, check(eleven, "a@example.com").status());
    }

    private static String includes(int count) {
        var terms = IntStream.range(0, count)
                .mapToObj(i -> "include:n" + i + ".example")
                .collect(Collectors.joining(" "));
        var targets = IntStream.range(0, count)
                .mapToObj(i -> "n" + i + ".example TXT \"v=spf1 ?all\"")
                .collect(Collectors.joining("\n"));
        return "example.com TXT \"v=spf1 " + terms + " +all\"\n" + targets;
    }

    @Test
    void anIncludeOfItselfEnds() {
        assertEquals(
                Status.PERMERROR,
                check("example.com TXT \"v=spf1 include:example.com -all\"", "a@example.com")
                        .status());
    }

    @Test
    void theThirdLookUpInVainIsOneTooMany() {
        var two = "example.com TXT \"v=spf1 a:no1.example a:no2.example +all\"";
        var three = "example.com TXT \"v=spf1 a:no1.example a:no2.example a:no3.example +all\"";

        assertEquals(Status.PASS, check(two, "a@example.com").status());
        assertEquals(Status.PERMERROR, check(three, "a@example.com").status());
    }

    @ParameterizedTest
    @CsvSource({
        "v=spf1 ip4:192.0.2.01 -all",
        "v=spf1 ip4:192.0.2 -all",
        "v=spf1 ip4:192.0.2.1/33 -all",
        "v=spf1 ip6:2001:db8::%eth0 -all",
        "v=spf1 a/024 -all",
        "v=spf1 include: -all",
        "v=spf1 all:x",
        "v=spf1 redirect=a.example redirect=b.example",
        "v=spf1 exists:%{x}.example -all",
        "v=spf1 exists:%{d0}.example -all",
        "v=spf1 a:example.123 -all",
    })
    void oneWrongTermBreaksTheWholeRecord(String record) {
        assertEquals(
                Status.PERMERROR,
                check("example.com TXT \"" + record + "\"", "a@example.com").status());
    }

    @Test
    void aLocalPartBeyondAsciiMatchesNoTerm() {
        var zone = "example.com TXT \"v=spf1 exists:%{l}.users.example -all\"\nusers.example A 192.0.2.9";

        assertEquals(Status.FAIL, check(zone, "jörg@example.com").status());
    }

    @Test
    void whateverStandsInTheZoneThereIsAResult() {
        var random = new Random(7208);
        var pieces = new String[] {
            "v=spf1",
            " ",
            " ",
            "a",
            "mx",
            "ptr",
            "include:",
            "exists:",
            "ip4:",
            "ip6:",
            "redirect=",
            "exp=",
            "%{",
            "}",
            "d",
            "i",
            "r",
            "h",
            "p",
            "1",
            "2",
            "/",
            "//",
            ":",
            ".",
            "example.com",
            "192.0.2.1",
            "2001:db8::",
            "-",
            "~",
            "?",
            "all",
            "%",
            "%%",
            "=",
            "\t",
            "\u00e9",
            "999999999999"
        };
        for (var round = 0; round < 20_000; round++) {
            var record = new StringBuilder("v=spf1 ");
            for (var i = random.nextInt(14); i >= 0; i--) {
                record.append(pieces[random.nextInt(pieces.length)]);
            }
            var zone = "example.com TXT \"" + record + "\"\nexample.com A 192.0.2.1\n192.0.2.1 PTR example.com";

            assertNotNull(check(zone, "x.y+z@example.com").status(), record.toString());
        }
    }
}
