package org.posthorn.mailauth.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ZoneResolverTest {
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final ZoneResolver ZONE = ZoneResolver.of("""
            example.com       MX     10 mx1.example.com
            example.com       MX     20 MX2.example.com.
            example.com       TXT    "v=spf1 " "-all"
            mx1.example.com   A      192.0.2.1
            mx1.example.com   AAAA   2001:db8::1
            alias.example.com CNAME  example.com
            loop.example.com  CNAME  loop.example.com
            none.example      MX     0 .
            broken.example    FAIL
            192.0.2.1         PTR    mx1.example.com
            """);

    @Test
    void recordsComeInTheOrderOfTheZone() {
        assertEquals(
                List.of(new MxRecord(10, "mx1.example.com"), new MxRecord(20, "mx2.example.com")),
                ZONE.mx("Example.COM.", SOON).records());
    }

    @Test
    void aliasesAreFollowed() {
        assertEquals(2, ZONE.mx("alias.example.com", SOON).records().size());
        assertInstanceOf(DnsAnswer.TemporaryFailure.class, ZONE.mx("loop.example.com", SOON));
    }

    @Test
    void absenceHasTwoKinds() {
        assertInstanceOf(DnsAnswer.NoData.class, ZONE.a("example.com", SOON));
        assertInstanceOf(DnsAnswer.NoData.class, ZONE.a("example", SOON));
        assertInstanceOf(DnsAnswer.NxDomain.class, ZONE.a("other.example.com", SOON));
        assertInstanceOf(DnsAnswer.TemporaryFailure.class, ZONE.a("broken.example", SOON));
    }

    @Test
    void valuesAreTyped() {
        assertEquals(
                List.of("192.0.2.1"),
                ZONE.a("mx1.example.com", SOON).records().stream()
                        .map(InetAddress::getHostAddress)
                        .toList());
        assertEquals(List.of("v=spf1 -all"), ZONE.txt("example.com", SOON).records());
        assertEquals(
                List.of("mx1.example.com"),
                ZONE.ptr(InetAddress.ofLiteral("192.0.2.1"), SOON).records());
        assertTrue(ZONE.mx("none.example", SOON).records().getFirst().isNull());
    }
}
