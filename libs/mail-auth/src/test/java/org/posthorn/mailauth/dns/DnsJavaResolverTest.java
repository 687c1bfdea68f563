package org.posthorn.mailauth.dns;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Against a name server of our own on loopback that speaks real packets.
class DnsJavaResolverTest {
    private static final Duration PATIENT = Duration.ofSeconds(60);

    private final AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-03-01T12:00:00Z"));
    private NameServer server = NameServer.start("""
            example.com. 300 IN MX 10 mx.example.com.
            mx.example.com. 60 IN A 192.0.2.1
            mx.example.com. 60 IN AAAA 2001:db8::1
            alias.example.com. 30 IN CNAME mx.example.com.
            example.com. 300 IN TXT "v=spf1 " "-all"
            1.2.0.192.in-addr.arpa. 300 IN PTR mx.example.com.
            """);
    private DnsJavaResolver resolver = resolver();

    @BeforeEach
    void freshResolver() {
        resolver = resolver();
    }

    @AfterEach
    void stopServer() throws IOException {
        server.close();
    }

    @Test
    void recordsOfEveryTypeAreRead() {
        assertEquals(
                List.of(new MxRecord(10, "mx.example.com")),
                resolver.mx("Example.com", PATIENT).records());
        assertEquals(
                "192.0.2.1",
                resolver.a("mx.example.com.", PATIENT).records().getFirst().getHostAddress());
        assertEquals(1, resolver.aaaa("mx.example.com", PATIENT).records().size());
        assertEquals(
                List.of("v=spf1 -all"), resolver.txt("example.com", PATIENT).records());
        assertEquals(
                List.of("mx.example.com"),
                resolver.ptr(InetAddress.ofLiteral("192.0.2.1"), PATIENT).records());
    }

    @Test
    void anAliasIsFollowedAndItsTtlCounts() {
        var answer = assertInstanceOf(DnsAnswer.Found.class, resolver.a("alias.example.com", PATIENT));

        assertEquals(Duration.ofSeconds(30), answer.ttl());
    }

    @Test
    void absenceHasTwoKinds() {
        assertInstanceOf(DnsAnswer.NoData.class, resolver.a("example.com", PATIENT));
        assertInstanceOf(DnsAnswer.NxDomain.class, resolver.a("nothing.example.com", PATIENT));
    }

    @Test
    void aFailingServerIsATemporaryFailureAndSoRemembered() {
        assertInstanceOf(DnsAnswer.TemporaryFailure.class, resolver.a("servfail.example.com", PATIENT));
        var asked = server.questions();

        assertInstanceOf(DnsAnswer.TemporaryFailure.class, resolver.a("servfail.example.com", PATIENT));

        assertEquals(asked, server.questions());
    }

    @Test
    void aKnownAnswerIsNotAskedAgainUntilItsTtlEnds() {
        resolver.a("mx.example.com", PATIENT);
        resolver.a("MX.example.com", PATIENT);
        assertEquals(1, server.questions());

        now.set(now.get().plusSeconds(61));
        resolver.a("mx.example.com", PATIENT);

        assertEquals(2, server.questions());
    }

    @Test
    void aSilentServerCostsNoMoreThanTheCallerAllows() {
        var answer = resolver.a("silent.example.com", Duration.ofMillis(50));

        var failure = assertInstanceOf(DnsAnswer.TemporaryFailure.class, answer);
        assertTrue(failure.reason().contains("within 50 ms"), failure.reason());
    }

    @Test
    void specialNamesAreAnsweredHere() {
        assertEquals(
                "127.0.0.1",
                resolver.a("mail.localhost", PATIENT).records().getFirst().getHostAddress());
        assertEquals(1, resolver.aaaa("localhost", PATIENT).records().size());
        assertInstanceOf(DnsAnswer.NoData.class, resolver.mx("localhost", PATIENT));
        assertInstanceOf(DnsAnswer.NxDomain.class, resolver.mx("dead.invalid", PATIENT));
        assertInstanceOf(DnsAnswer.NxDomain.class, resolver.a("sink1.test", PATIENT));
        assertEquals(0, server.questions());
    }

    @Test
    void whatCannotBeANameDoesNotExist() {
        assertInstanceOf(DnsAnswer.NxDomain.class, resolver.a("x".repeat(64) + ".example", PATIENT));
        assertInstanceOf(DnsAnswer.NxDomain.class, resolver.a("a..example", PATIENT));
    }

    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, 192.0.2.1, 53",
        "192.0.2.1:5353, 192.0.2.1, 5353",
        "2001:db8::1, 2001:db8:0:0:0:0:0:1, 53",
        "[2001:db8::1]:5353, 2001:db8:0:0:0:0:0:1, 5353",
    })
    void serversAreWrittenAsPeopleDo(String text, String address, int port) {
        var server = DnsSettings.parseServer(text);

        assertEquals(address, server.getAddress().getHostAddress());
        assertEquals(port, server.getPort());
    }

    @Test
    void aServerByNameIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> DnsSettings.parseServer("dns.example.com"));
    }

    private DnsJavaResolver resolver() {
        var address = new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port());
        return new DnsJavaResolver(DnsSettings.withServers(List.of(address)), now::get);
    }
}
