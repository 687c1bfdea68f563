package org.posthorn.delivery.nexthop;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.delivery.nexthop.NextHop.Nowhere;
import org.posthorn.delivery.nexthop.NextHop.Servers;
import org.posthorn.delivery.nexthop.NextHop.Unknown;
import org.posthorn.delivery.nexthop.NextHopSettings.Family;
import org.posthorn.delivery.transport.MailServer;
import org.posthorn.delivery.transport.Opening.Tls;
import org.posthorn.delivery.transport.TlsFailure;
import org.posthorn.mailauth.dns.ZoneResolver;

class NextHopsTest {
    private static final String ZONE = """
            two.example        MX    20 backup.example
            two.example        MX    10 first.example
            sametwo.example    MX    5 first.example
            sametwo.example    MX    5 backup.example
            customer.example   MX    5 customer.provider.example
            customer.provider.example A 192.0.2.50
            named.example      MX    10 named.mx.example
            named.mx.example   A     192.0.2.60
            _25._tcp.named.mx.example TLSA 3 1 1 ab
            unusable.example   MX    10 unusable.mx.example
            unusable.mx.example A    192.0.2.61
            _25._tcp.unusable.mx.example TLSA 1 1 1 ab
            strict.example     MX    10 first.example
            strict.example     MX    10 second.example
            tried.example      MX    10 first.example
            betrayed.example   MX    10 first.example
            many.example       MX    10 six.example
            many.example       MX    20 second.example
            six.example        AAAA  2001:db8::11
            six.example        AAAA  2001:db8::12
            six.example        AAAA  2001:db8::13
            six.example        AAAA  2001:db8::14
            six.example        AAAA  2001:db8::15
            six.example        AAAA  2001:db8::16
            equal.example      MX    10 first.example
            equal.example      MX    10 second.example
            plain.example      A     192.0.2.9
            bare.example       A     192.0.2.70
            robbed.example     A     192.0.2.71
            plain-away.example  A    192.0.2.72
            tried-away.example  MX   10 first.example
            strict-away.example MX   10 first.example
            nothing.example    TXT   "no server here"
            null.example       MX    0 .
            broken.example     FAIL
            halfbroken.example MX    10 broken.example
            dangling.example   MX    10 gone.example
            ours.example       MX    10 first.example
            ours.example       MX    20 mail.our.example
            ours.example       MX    30 backup.example
            onlyours.example   MX    10 mail.our.example
            loopback.example   MX    10 self.example
            alias.example      CNAME two.example
            first.example      A     192.0.2.1
            first.example      AAAA  2001:db8::1
            second.example     A     192.0.2.2
            backup.example     A     192.0.2.3
            self.example       A     127.0.0.1
            mail.our.example   A     192.0.2.100
            """;

    private final Random random = new Random(5321);

    @Test
    void exchangersComeByPreferenceEachWithBothFamilies() {
        assertEquals(List.of("2001:db8:0:0:0:0:0:1", "192.0.2.1", "192.0.2.3"), addresses(Family.ANY, "two.example"));
        assertEquals(List.of("192.0.2.1", "192.0.2.3"), addresses(Family.IPV4, "two.example"));
        assertEquals(List.of("2001:db8:0:0:0:0:0:1"), addresses(Family.IPV6, "two.example"));
        assertEquals(List.of("192.0.2.1", "192.0.2.3"), addresses(Family.IPV4, "alias.example"));
    }

    @Test
    void addressesOfOneFamilyLeaveNoneOfTheOtherOut() {
        var addresses = addresses(Family.ANY, "many.example");

        assertEquals("192.0.2.2", addresses.getLast());
        assertEquals(6, addresses.size(), "five of each family at most");
    }

    @Test
    void equalsTakeTurns() {
        var firsts = new HashSet<String>();
        for (var i = 0; i < 50; i++) {
            firsts.add(addresses(Family.IPV4, "equal.example").getFirst());
        }
        assertEquals(2, firsts.size());
    }

    @Test
    void aDomainWithoutExchangersIsItsOwn() {
        assertEquals(List.of("192.0.2.9"), addresses(Family.ANY, "plain.example"));
    }

    @ParameterizedTest
    @CsvSource({
        "absent.example,  5.1.2",
        "null.example,    5.1.10",
        "nothing.example, 5.4.4",
        "dangling.example, 5.4.4",
        "onlyours.example, 5.4.6",
        "loopback.example, 5.4.6",
        "'[not an address]', 5.1.2",
        "'[127.0.0.1]', 5.4.6",
        "'[IPv6:::1]', 5.4.6",
    })
    void whereThereIsNowhereTheSenderLearnsAtOnce(String domain, String status) {
        assertEquals(status, assertInstanceOf(Nowhere.class, of(domain)).status());
    }

    @ParameterizedTest
    @CsvSource({"broken.example", "halfbroken.example"})
    void aSilentDnsOnlyDelays(String domain) {
        assertEquals("4.4.3", assertInstanceOf(Unknown.class, of(domain)).status());
    }

    @Test
    void onlyExchangersThatArePreferredToUsMayHaveTheMail() {
        assertEquals(List.of("192.0.2.1"), addresses(Family.IPV4, "ours.example"));
    }

    @Test
    void anAddressLiteralIsTheServer() {
        assertEquals(List.of("192.0.2.77"), addresses(Family.ANY, "[192.0.2.77]"));
        assertEquals(List.of("2001:db8:0:0:0:0:0:7"), addresses(Family.ANY, "[IPv6:2001:db8::7]"));
    }

    @Test
    void verifiedTlsNeedsASignedZone() {
        var unsigned = hops(Family.ANY, Map.of(), ZoneResolver.of(ZONE)).of("two.example", TlsWish.VERIFIED);
        var signed = hops(Family.ANY, Map.of(), ZoneResolver.of(ZONE).authenticated())
                .of("two.example", TlsWish.VERIFIED);

        assertEquals("5.7.30", assertInstanceOf(Nowhere.class, unsigned).status());
        assertEquals(
                "5.7.30",
                assertInstanceOf(Nowhere.class, requiringTls("tried.example")).status(),
                "a policy under test vouches for nothing");
        assertInstanceOf(Servers.class, requiringTls("strict.example"))
                .servers()
                .forEach(server -> assertEquals(Tls.VERIFIED, server.tls()));
        var alone = hops(Family.ANY, Map.of(), ZoneResolver.of(ZONE)).of("plain.example", TlsWish.VERIFIED);
        assertEquals("5.7.30", assertInstanceOf(Nowhere.class, alone).status());
        assertInstanceOf(Servers.class, signed).servers().forEach(server -> assertEquals(Tls.VERIFIED, server.tls()));
    }

    @Test
    void mailThatRequiresTlsWaitsForAPolicyThatCannotBeHadNow() {
        assertEquals(
                new Unknown(
                        "4.7.30",
                        "The sender requires verified TLS, and the MTA-STS policy that may vouch for the MX of"
                                + " plain-away.example cannot be had now: mta-sts.plain-away.example cannot be reached"),
                requiringTls("plain-away.example"));
        assertEquals(
                "4.7.30",
                assertInstanceOf(Unknown.class, requiringTls("tried-away.example"))
                        .status(),
                "the new policy may be more than a test");
        assertEquals(
                Optional.of(TlsFailure.STS_POLICY_FETCH_ERROR),
                assertInstanceOf(Servers.class, of("plain-away.example"))
                        .policy()
                        .missing(),
                "other mail goes, and the domain learns why it went without");
        assertInstanceOf(Servers.class, requiringTls("strict-away.example"), "the old policy holds");
    }

    @Test
    void aRouteComesBeforeTheDnsTheMostExactFirst() {
        var routes = Map.of("sink1.test", "127.0.0.1:4101", ".sub.example", "127.0.0.2", "*", "[::1]:2525");
        var hops = hops(Family.ANY, routes, ZoneResolver.of(ZONE));

        assertEquals("/127.0.0.1:4101", server(hops, "sink1.test").address().toString());
        assertEquals("/127.0.0.2:25", server(hops, "deep.sub.example").address().toString());
        assertEquals(2525, server(hops, "two.example").address().getPort());
        assertEquals(site(hops, "a.example"), site(hops, "b.example"), "domains of one smarthost share a lane");
    }

    @Test
    void domainsWithTheSameExchangersAreOneSite() {
        var hops = hops(Family.ANY, Map.of(), ZoneResolver.of(ZONE));

        assertEquals("backup.example,first.example", site(hops, "two.example").name());
        assertEquals(site(hops, "two.example"), site(hops, "sametwo.example"));
        assertEquals("backup.example,first.example", hops.known().of("sametwo.example"));
        assertEquals("never.asked", hops.known().of("never.asked"));
    }

    @Test
    void aRuleBringsAProviderTogether() {
        var site = site(hops(Family.ANY, Map.of(), ZoneResolver.of(ZONE)), "customer.example");

        assertEquals(".provider.example", site.name());
        assertEquals(3, site.rule().connections().orElseThrow());
        assertEquals(Optional.of(Duration.ofSeconds(1)), site.rule().interval());
    }

    @Test
    void aRuleThatCannotBeReadIsRefusedWithASentence() {
        var refused = assertThrows(
                IllegalArgumentException.class, () -> new SiteRules(Map.of("mx.example", "connections:many")));
        assertTrue(refused.toString().contains("connections:many"), refused.toString());
    }

    @ParameterizedTest
    @CsvSource({
        "named.example,     DANE",
        "unusable.example,  REQUIRED",
        "two.example,       IF_OFFERED",
        "strict.example,    VERIFIED",
        "bare.example,      VERIFIED",
        "tried.example,     TESTED",
    })
    void aSignedZoneAndAPolicySayHowMuchTlsMatters(String domain, Tls tls) {
        var hop = hops(Family.IPV4, Map.of(), ZoneResolver.of(ZONE).authenticated())
                .of(domain, TlsWish.AS_ASKED);

        assertInstanceOf(Servers.class, hop).servers().forEach(server -> assertEquals(tls, server.tls()));
    }

    @ParameterizedTest
    @CsvSource({
        "named.example,    192.0.2.60",
        "unusable.example, 192.0.2.61",
        "betrayed.example, 192.0.2.1",
        "tried.example,    192.0.2.1",
    })
    void whoSaysThatTlsIsNotRequiredIsHeldUpByNoPolicy(String domain, String ip) {
        var hop = hops(Family.IPV4, Map.of(), ZoneResolver.of(ZONE).authenticated())
                .of(domain, TlsWish.NONE);

        var server = assertInstanceOf(Servers.class, hop).servers().getFirst();
        assertEquals(Tls.IF_OFFERED, server.tls());
        assertEquals(Optional.empty(), server.dane());
        assertEquals(ip, server.ip());
    }

    @Test
    void anUnsignedZonesCertificatesAreNotBelieved() {
        assertEquals(
                Tls.IF_OFFERED,
                server(hops(Family.IPV4, Map.of(), ZoneResolver.of(ZONE)), "named.example")
                        .tls());
    }

    @Test
    void exchangersThatThePolicyDoesNotNameAreLeftOut() {
        assertEquals(List.of("192.0.2.1"), addresses(Family.IPV4, "strict.example"));
        assertEquals(
                "4.7.5", assertInstanceOf(Unknown.class, of("betrayed.example")).status());
        assertEquals(
                "4.7.5",
                assertInstanceOf(Unknown.class, of("robbed.example")).status(),
                "who takes the MX records away does not get the mail");
    }

    /// A domain ending in `-away.example` has what the one without it has, but its policy's server is away.
    private static StsFinding finding(String domain) {
        var away = domain.endsWith("-away.example");
        var trouble = new StsFinding.Trouble(
                Optional.of(TlsFailure.STS_POLICY_FETCH_ERROR), "mta-sts." + domain + " cannot be reached");
        return new StsFinding(
                Optional.ofNullable(POLICIES.get(domain.replace("-away", ""))),
                away ? Optional.of(trouble) : Optional.empty());
    }

    private static final Map<String, MtaStsPolicy> POLICIES = Map.of(
            "strict.example", policy("enforce", "first.example"),
            "tried.example", policy("testing", "other.example"),
            "betrayed.example", policy("enforce", "other.example"),
            "bare.example", policy("enforce", "bare.example"),
            "robbed.example", policy("enforce", "first.example"));

    private static MtaStsPolicy policy(String mode, String mx) {
        return MtaStsPolicy.parse("version: STSv1\nmode: " + mode + "\nmx: " + mx + "\nmax_age: 86400\n")
                .orElseThrow();
    }

    private static Site site(NextHops hops, String domain) {
        return assertInstanceOf(Servers.class, hops.of(domain, TlsWish.AS_ASKED))
                .site();
    }

    private NextHop of(String domain) {
        return hops(Family.ANY, Map.of(), ZoneResolver.of(ZONE)).of(domain, TlsWish.AS_ASKED);
    }

    private NextHop requiringTls(String domain) {
        return hops(Family.ANY, Map.of(), ZoneResolver.of(ZONE)).of(domain, TlsWish.VERIFIED);
    }

    private List<String> addresses(Family family, String domain) {
        var hop = hops(family, Map.of(), ZoneResolver.of(ZONE)).of(domain, TlsWish.AS_ASKED);
        return assertInstanceOf(Servers.class, hop).servers().stream()
                .map(MailServer::ip)
                .toList();
    }

    private static MailServer server(NextHops hops, String domain) {
        return assertInstanceOf(Servers.class, hops.of(domain, TlsWish.AS_ASKED))
                .servers()
                .getFirst();
    }

    private NextHops hops(Family family, Map<String, String> routes, ZoneResolver resolver) {
        var settings = new NextHopSettings(
                List.of("mail.our.example"),
                InetAddress::isLoopbackAddress,
                family,
                5,
                Duration.ofSeconds(5),
                Optional.empty(),
                Tls.IF_OFFERED,
                new SiteRules(Map.of(".provider.example", "connections:3 rate:60/m")),
                NextHopsTest::finding,
                true);
        return new NextHops(new Routes(routes), resolver, settings, random);
    }
}
