package org.posthorn.ingress.view;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.events.PolicyEntry;
import org.posthorn.mail.address.IpNetwork;
import org.posthorn.mail.address.MailboxAddress;

class PolicyViewTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    private final PolicyView view = new PolicyView(() -> true);

    private void block(String subject, boolean subdomains, Optional<Instant> expires) {
        var entry = new PolicyEntry.Blocked(subject, subdomains, "spam", "admin", NOW, expires, 1);
        view.changed(entry.key(), Optional.of(entry));
    }

    private void block(String subject) {
        block(subject, false, Optional.empty());
    }

    private void allow(String subject) {
        var entry = new PolicyEntry.Allowed(subject, false, "friend", "admin", NOW, Optional.empty(), 1);
        view.changed(entry.key(), Optional.of(entry));
    }

    private Optional<String> sender(String address) {
        return view.blockOf(MailboxAddress.of(address), NOW);
    }

    private Optional<String> client(String ip) {
        return view.blockOf(InetAddress.ofLiteral(ip), NOW);
    }

    @ParameterizedTest
    @CsvSource({
        "spammer@bad.com, spammer@bad.com",
        "Spammer@BAD.com, spammer@bad.com",
        "\"spammer\"@bad.com, spammer@bad.com",
        "\"spam\\mer\"@bad.com, spammer@bad.com",
        "spammer+news@bad.com, spammer@bad.com",
        "spammer@sub.bad.com,",
        "spammers@bad.com,",
        "anybody@spammydomain.com, *@spammydomain.com",
        "anybody@SpammyDomain.COM, *@spammydomain.com",
        "anybody@mail.spammydomain.com,",
        "anybody@notspammydomain.com,",
        "a@wide.example, *@wide.example",
        "a@b.c.wide.example, *@wide.example",
        "a@b\u00fccher.example, *@xn--bcher-kva.example",
        "a@xn--bcher-kva.example, *@xn--bcher-kva.example",
        "jose\u0301@bad.com, jos\u00e9@bad.com",
        "a@[192.0.2.9], *@[192.0.2.9]"
    })
    void aSenderFallsUnderItsEntryHoweverItIsWritten(String address, String entry) {
        block("spammer@bad.com");
        block("*@spammydomain.com");
        block("*@wide.example", true, Optional.empty());
        block("*@xn--bcher-kva.example");
        block("jos\u00e9@bad.com");
        block("*@[192.0.2.9]");

        assertEquals(Optional.ofNullable(entry), sender(address));
    }

    @ParameterizedTest
    @CsvSource({
        "192.168.1.100, 192.168.1.100",
        "::ffff:192.168.1.100, 192.168.1.100",
        "192.168.1.101,",
        "10.2.3.4, 10.2.0.0/16",
        "10.3.3.4, 10.0.0.0/8",
        "2001:db8:1::9, 2001:db8::/32",
        "2001:db9::1,"
    })
    void aClientFallsUnderTheNarrowestNetworkThatIsBlocked(String ip, String entry) {
        block("192.168.1.100");
        block("10.0.0.0/8");
        block("10.2.0.0/16");
        block("2001:db8::/32");

        assertEquals(Optional.ofNullable(entry), client(ip));
    }

    @Test
    void whoIsAllowedIsNotBlocked() {
        block("*@bad.com");
        block("10.0.0.0/8");
        allow("good@bad.com");
        allow("10.1.0.0/16");

        assertEquals(Optional.empty(), sender("good@bad.com"));
        assertEquals(Optional.of("*@bad.com"), sender("other@bad.com"));
        assertEquals(Optional.empty(), client("10.1.2.3"));
        assertEquals(Optional.of("10.0.0.0/8"), client("10.2.2.3"));
    }

    @Test
    void anEntryEndsWhenItIsTakenAwayAndAtItsTime() {
        block("a@bad.com", false, Optional.of(NOW));
        block("b@bad.com", false, Optional.of(NOW.plusMillis(1)));
        block("c@bad.com");
        block("192.0.2.1");
        view.changed("blocked:c@bad.com", Optional.empty());
        view.changed("blocked:192.0.2.1", Optional.empty());

        assertEquals(Optional.empty(), sender("a@bad.com"));
        assertEquals(Optional.of("b@bad.com"), sender("b@bad.com"));
        assertEquals(Optional.empty(), sender("c@bad.com"));
        assertEquals(Optional.empty(), client("192.0.2.1"));
        assertEquals(2, view.blocked());
    }

    /// Against a walk through all networks, which nobody can get wrong.
    @Test
    void clientsAreFoundAsByAWalkThroughAllNetworks() throws UnknownHostException {
        var random = new Random(20261121);
        var networks = new ArrayList<IpNetwork>();
        for (int i = 0; i < 2_000; i++) {
            var network = IpNetwork.of(address(random)).widened(random.nextInt(90, 129));
            if (random.nextInt(5) > 0 || networks.isEmpty()) {
                networks.add(network);
                block(network.toString());
            } else {
                var gone = networks.get(random.nextInt(networks.size()));
                networks.removeIf(gone::equals);
                view.changed("blocked:" + gone, Optional.empty());
            }
            var client = address(random);
            boolean inOne = networks.stream().anyMatch(n -> n.contains(client));
            assertEquals(inOne, view.blockOf(client, NOW).isPresent(), client.toString());
        }
    }

    private static InetAddress address(Random random) throws UnknownHostException {
        byte[] octets = new byte[random.nextBoolean() ? 4 : 16];
        random.nextBytes(octets);
        // few values, so that they meet
        for (int i = 0; i < octets.length - 3; i++) {
            octets[i] = 1;
        }
        for (int i = octets.length - 3; i < octets.length; i++) {
            octets[i] &= 7;
        }
        return InetAddress.getByAddress(octets);
    }

    @Test
    void onlyTheEntriesOfOtherKindsAreKeptByTheViewItself() {
        var blocked = new PolicyEntry.Blocked("a@b.example", false, "", "", NOW, Optional.empty(), 1);
        var kept = List.of(PolicyView.isKept(blocked), PolicyView.isKept(new PolicyEntry.SnapshotComplete(NOW, 1)));

        assertEquals(List.of(false, true), kept);
    }

    @Test
    void aSnapshotIsInForceWhenItIsWholeAndWhatIsNotInItIsGone() {
        block("old@bad.com");
        block("192.168.1.100");
        view.begun();
        block("new@bad.com");
        assertEquals(Optional.of("old@bad.com"), sender("old@bad.com"));
        assertEquals(Optional.empty(), sender("new@bad.com"));

        view.whole();
        assertEquals(Optional.of("new@bad.com"), sender("new@bad.com"));
        assertEquals(Optional.empty(), sender("old@bad.com"));
        assertEquals(Optional.empty(), client("192.168.1.100"));
        assertEquals(1, view.blocked());
    }
}
