package org.posthorn.mailauth.client;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.mailauth.client.Dnsbl.Listing;
import org.posthorn.mailauth.dns.ZoneResolver;

class ClientTest {
    private static final Duration WITHIN = Duration.ofSeconds(5);

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "mx.example.org, -",
                "xn--bcher-kva.example, -",
                "[192.0.2.1], -",
                "[IPv6:2001:db8::1], -",
                "[ipv6:2001:db8::1], -",
                "192.0.2.1, is an address without brackets",
                "2001:db8::1, is an address without brackets",
                "[2001:db8::1], is no address in brackets",
                "[IPv6:192.0.2.1], is no address in brackets",
                "[192.0.2.1, is no address in brackets",
                "[host.example], is no address in brackets",
                "localhost, is no full domain name",
                "two words, is no domain name",
                "under_score.example, is no domain name",
                "MX.example.NET, is the name of this server",
            })
    void aNameIsAFullDomainNameOrAnAddressInBrackets(String name, String problem) {
        assertEquals(problem, HeloName.problem(name, "mx.example.net").orElse(null));
    }

    @Test
    void listsSayWhomTheyHave() {
        var dns = ZoneResolver.of("""
                9.113.0.203.zen.example    A     127.0.0.4
                9.113.0.203.silent.example FAIL
                9.113.0.203.closed.example A     127.255.255.254
                9.113.0.203.sold.example   A     198.51.100.1
                1.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.0.8.b.d.0.1.0.0.2.zen.example A 127.0.0.2
                """);
        var lists = new Dnsbl(dns, List.of("silent.example", "closed.example", "sold.example", "zen.example"));

        assertEquals(
                List.of(new Listing("zen.example", "127.0.0.4")),
                lists.of(InetAddress.ofLiteral("203.0.113.9"), WITHIN));
        assertEquals(
                List.of(new Listing("zen.example", "127.0.0.2")),
                lists.of(InetAddress.ofLiteral("2001:db8::1"), WITHIN));
        assertEquals(List.of(), lists.of(InetAddress.ofLiteral("203.0.113.10"), WITHIN));
        var many = Collections.nCopies(11, "zen.example");
        assertThrows(IllegalArgumentException.class, () -> new Dnsbl(dns, many));
    }
}
