package org.posthorn.policy.route;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.events.AccountId;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.Origin;
import org.posthorn.events.Route;
import org.posthorn.mail.address.Domain;

class RouterTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private static final String TABLE = """
            alice@example.com = 1
            bob@example.com = 2
            al@example.com = 1
            bob+private@example.com = 3
            josé@example.com = 4
            team@example.com = alice@example.com, bob@example.com
            everyone@example.com = team@example.com, carol@elsewhere.test
            forward@example.com = bob@sink1.test
            two-hosts@example.com = a@sink1.test, b@sink2.test
            ring@example.com = ring2@example.com
            ring2@example.com = ring@example.com
            ring-and-bob@example.com = ring-and-bob@example.com, bob@example.com
            half@example.com = alice@example.com, gone@example.com
            nobody@example.com =
            deep0@example.com = deep1@example.com
            deep1@example.com = deep2@example.com
            deep2@example.com = deep3@example.com
            deep3@example.com = alice@example.com
            abuse@example.org = bob@example.com
            root@example.com = 9
            admin of example.com = root@example.com
            admin of example.org = root@example.com
            """;
    private static final Directory DIRECTORY = new DirectoryTable(Set.of("example.com", "example.org"), TABLE);

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            alice@example.com              | 1:alice@example.com
            ALICE@Example.COM              | 1:alice@example.com
            alice                          | 1:alice@example.com
            Postmaster                     | 9:root@example.com
            al@example.com                 | 1:al@example.com
            alice+shop@example.com         | 1:alice+shop@example.com
            Alice+Shop@example.com         | 1:alice+shop@example.com
            bob+private@example.com        | 3:bob+private@example.com
            bob+other@example.com          | 2:bob+other@example.com
            team+x@example.com             | 1:alice@example.com 2:bob@example.com
            "alice"@example.com            | 1:alice@example.com
            josé@example.com               | 4:josé@example.com
            JOSÉ@example.com               | 4:josé@example.com
            team@example.com               | 1:alice@example.com 2:bob@example.com
            everyone@example.com           | 1:alice@example.com 2:bob@example.com carol@elsewhere.test>elsewhere.test
            forward@example.com            | bob@sink1.test>sink1.test
            two-hosts@example.com          | a@sink1.test>sink1.test b@sink2.test>sink2.test
            ring@example.com               | -ring@example.com
            ring-and-bob@example.com       | 2:bob@example.com
            half@example.com               | 1:alice@example.com -gone@example.com
            nobody@example.com             | -nobody@example.com
            deep1@example.com              | 1:alice@example.com
            deep0@example.com              | -deep3@example.com
            postmaster@example.com         | 9:root@example.com
            PostMaster@example.org         | 9:root@example.com
            abuse@example.com              | 9:root@example.com
            abuse@example.org              | 2:bob@example.com
            gone@example.com               | -gone@example.com
            +tag@example.com               | -+tag@example.com
            Carol@Elsewhere.test           | Carol@elsewhere.test>elsewhere.test
            carol@bücher.test              | carol@xn--bcher-kva.test>xn--bcher-kva.test
            carol@[192.0.2.1]              | carol@[192.0.2.1]>[192.0.2.1]
            not an address                 | -not an address
            """)
    void aForwardPathLeadsTo(String forwardPath, String expected) {
        assertEquals(expected, routed(forwardPath));
    }

    @Test
    void anAccountGetsOneCopyHoweverManyPathsLeadToIt() {
        assertEquals(
                "1:alice@example.com 2:bob@example.com",
                routed("alice@example.com", "al@example.com", "team@example.com", "alice+x@example.com"));
    }

    @Test
    void anAddressInTheWorldGetsOneCopy() {
        assertEquals("bob@sink1.test>sink1.test", routed("bob@sink1.test", "forward@example.com", "bob@SINK1.test"));
    }

    @Test
    void mergedPathsStandUnderTheFirst() {
        var routes = router(RoutingLimits.DEFAULT).routes(message(new Origin.Mx(), "team@example.com", "alice"));

        assertEquals(
                List.of("team@example.com", "team@example.com"),
                routes.stream().map(Route::accepted).toList());
    }

    @Test
    void aListBeyondTheLimitGoesToNobody() {
        var targets =
                IntStream.range(0, 6).mapToObj(i -> "u" + i + "@sink1.test").collect(Collectors.joining(", "));
        var directory = new DirectoryTable(Set.of("example.com"), "big@example.com = " + targets);
        var router = new Router(directory, new RoutingLimits(3, 5), Domain.of("example.com"));

        var routes = router.routes(message(new Origin.Mx(), "big@example.com"));

        assertEquals(
                List.of(new Route.Unroutable("big@example.com", "big@example.com", AliasExpansion.TOO_MANY)), routes);
    }

    @Test
    void theSendersCopyIsARouteOfItsOwnEvenForMailToOneself() {
        var origin = new Origin.Web(new AccountId(1), true, List.of());

        assertEquals("1:alice@example.com 1:alice@example.com/sent", routedFrom(origin, "alice@example.com"));
    }

    @Test
    void noCopyIsFiledForWhoDidNotAskForIt() {
        var origin = new Origin.Submission(new AccountId(1), false, List.of());

        assertEquals("2:bob@example.com", routedFrom(origin, "bob@example.com"));
    }

    private static Router router(RoutingLimits limits) {
        return new Router(DIRECTORY, limits, Domain.of("example.com"));
    }

    private static String routed(String... forwardPaths) {
        return routedFrom(new Origin.Mx(), forwardPaths);
    }

    private static String routedFrom(Origin origin, String... forwardPaths) {
        var routes = router(new RoutingLimits(3, 100)).routes(message(origin, forwardPaths));
        var words = new ArrayList<String>();
        for (var route : routes) {
            words.add(
                    switch (route) {
                        case Route.Local(var _, var recipient, var account, var purpose) ->
                            account + ":" + recipient
                                    + switch (purpose) {
                                        case INBOX -> "";
                                        case SENT -> "/sent";
                                    };
                        case Route.Remote(var _, var recipient, var domain) -> recipient + ">" + domain;
                        case Route.Unroutable(var _, var recipient, var _, var _) -> "-" + recipient;
                    });
        }
        return String.join(" ", words);
    }

    private static MessageAccepted message(Origin origin, String... forwardPaths) {
        return new MessageAccepted(
                MessageId.next(NOW),
                NOW,
                origin,
                Optional.empty(),
                MailEnvelope.of("alice@example.com", List.of(forwardPaths)),
                100);
    }
}
