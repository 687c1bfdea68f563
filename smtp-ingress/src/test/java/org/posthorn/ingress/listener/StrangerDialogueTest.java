package org.posthorn.ingress.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.PolicyEntry;
import org.posthorn.testing.Dialogue;
import org.posthorn.testing.StubScanners;

/// What is refused of strangers by what the DNS says of them, and scanners of their mail, word for word. They come
/// through a load balancer that names them (PROXY protocol).
class StrangerDialogueTest {
    private static final String[] REFUSE = {
        "checks.helo=refuse",
        "checks.reverse-dns=refuse",
        "checks.dnsbl=refuse",
        "checks.dnsbl-zones=zen.spamhaus.org,bl.spamcop.net"
    };

    @TempDir
    private Path directory;

    private @Nullable TestServer running;

    private TestServer server() {
        return Objects.requireNonNull(running);
    }

    private void start(String... settings) {
        running = new TestServer(
                directory,
                Stream.concat(Stream.of("smtp.proxy-networks=127.0.0.0/8"), Stream.of(settings))
                        .toArray(String[]::new));
    }

    @AfterEach
    void stop() {
        server().close();
    }

    private Dialogue from(String ip, String helo) {
        return from(ip, helo, "a@good.example");
    }

    private Dialogue from(String ip, String helo, String sender) {
        return server().mx()
                .follows("C: PROXY TCP4 " + ip + " 192.0.2.25 5000 25\n")
                .follows("""
                S: 220 {...}
                C: EHLO %s
                S: ...
                S: 250 LIMITS RCPTMAX={...}
                C: MAIL FROM:<%s>
                """.formatted(helo, sender));
    }

    private void hears(String ip, String helo, String reply) {
        from(ip, helo).follows("S: " + reply).close();
    }

    @Test
    void clientsAreRefusedAtMailForTheirNameTheirReverseDnsOrAList() {
        start(REFUSE);

        hears("203.0.113.9", "mx.good.example", "250 2.1.0 Sender OK");
        hears("203.0.113.9", "[203.0.113.9]", "250 2.1.0 Sender OK");
        hears("203.0.113.9", "localhost", "550 5.7.1 What the client calls itself is no full domain name");
        hears("203.0.113.9", "mail.example.net", "550 5.7.1 What the client calls itself is the name of this server");
        hears("203.0.113.66", "mx.good.example", noName());
        hears("203.0.113.67", "mx.good.example", noName());
        hears(
                "203.0.113.69",
                "mx.listed.example",
                "554 5.7.1 Service unavailable; client [203.0.113.69] is on the list zen.spamhaus.org");
        // what the DNS does not say refuses nobody
        hears("203.0.113.68", "mx.silent.example", "250 2.1.0 Sender OK");
        hears("127.0.0.1", "localhost", "250 2.1.0 Sender OK");
        assertEquals(
                List.of("check:helo", "check:helo", "check:reverse-dns", "check:reverse-dns", "dnsbl:zen.spamhaus.org"),
                server().refused.stream()
                        .map(refused -> refused.rule().orElse(""))
                        .toList());
    }

    private static String noName() {
        return "550 5.7.25 The client address has no name that leads back to it (reverse DNS)";
    }

    @Test
    void nobodyIsRefusedByDefaultOrWhenItIsAllowed() {
        start();
        hears("203.0.113.67", "localhost", "250 2.1.0 Sender OK");
        server().close();
        start(REFUSE);
        var allowed = new PolicyEntry.Allowed("203.0.113.67", false, "", "admin", TestServer.NOW, Optional.empty(), 1);
        server().policy.changed(allowed.key(), Optional.of(allowed));
        hears("203.0.113.67", "localhost", "250 2.1.0 Sender OK");
    }

    @Test
    void bouncesOfWhatWePassedOnComeBackForThreeWeeks() {
        start();
        var passedOn = server().srs.forward("bob@stranger.example");
        var forged = passedOn.replace("stranger", "victim");
        from("203.0.113.9", "mx.good.example", "")
                .follows("""
                S: 250 2.1.0 Sender OK
                C: RCPT TO:<%s>
                S: 250 2.1.5 Recipient OK
                C: RCPT TO:<%s>
                S: 550 5.1.1 User not found
                """.formatted(passedOn, forged))
                .close();
        server().clock.advance(Duration.ofDays(30));
        from("203.0.113.9", "mx.good.example", "")
                .follows("""
                S: 250 2.1.0 Sender OK
                C: RCPT TO:<%s>
                S: 550 5.1.1 User not found
                """.formatted(passedOn))
                .close();
    }

    private void refusesInSession(String domain, boolean rejects) {
        var rules = new PolicyEntry.DomainRules(domain, rejects, List.of(), Map.of(), 1);
        server().policy.changed(rules.key(), Optional.of(rules));
    }

    private void sends(Dialogue client, String author, String recipients, String reply) {
        sends(client, author, recipients, "Click here.", reply);
    }

    private void sends(Dialogue client, String author, String recipients, String line, String reply) {
        client.follows("S: 250 2.1.0 Sender OK");
        for (var recipient : recipients.split(" ")) {
            client.follows("""
                    C: RCPT TO:<%s>
                    S: 250 {...}
                    """.formatted(recipient));
        }
        client.follows("""
                C: DATA
                S: 354 {...}
                C: From: %s
                C: Subject: Your account
                C:\s
                C: %s
                C: .
                S: %s
                C: RSET
                S: 250 {...}
                """.formatted(author, line, reply)).close();
    }

    @Test
    void forgeriesAreRefusedInTheSessionWhereTheDomainWantsThat() {
        start();
        server().entry(new DirectoryEntry.ServedDomain("other.net", 1, DirectoryEntry.Access.EVERYONE, 1));
        server().account(3, "carol@other.net");
        refusesInSession("example.net", true);
        var forged = "550 5.7.1 Email rejected per DMARC policy for bank.example";
        var accepted = "250 2.0.0 OK queued as {...}";

        sends(from("203.0.113.66", "thief.example"), "ceo@bank.example", "bob@example.net", forged);
        // by the bank's own server, of a domain that asks for less, of one whose DNS is silent, of one that asks
        // nothing
        sends(
                from("203.0.113.9", "mx.good.example", "a@bank.example"),
                "ceo@bank.example",
                "bob@example.net",
                accepted);
        sends(from("203.0.113.66", "thief.example"), "ceo@shop.example", "bob@example.net", accepted);
        sends(from("203.0.113.66", "thief.example"), "ceo@silent.example", "bob@example.net", accepted);
        sends(from("203.0.113.66", "thief.example"), "ceo@nothing.example", "bob@example.net", accepted);
        // one of the domains files it as junk instead
        sends(from("203.0.113.66", "thief.example"), "ceo@bank.example", "bob@example.net carol@other.net", accepted);
        refusesInSession("*", true);
        sends(from("203.0.113.66", "thief.example"), "ceo@bank.example", "bob@example.net carol@other.net", forged);
        refusesInSession("example.net", false);
        sends(from("203.0.113.66", "thief.example"), "ceo@bank.example", "bob@example.net", accepted);

        var refused = server().refused.getFirst();
        assertEquals(Optional.of("dmarc:bank.example"), refused.rule());
        assertEquals("DATA", refused.at());
        assertTrue(server().accepted.size() == 6, "the rest was accepted");
    }

    private static final String RSPAMD_REJECTS = "Rspamd: {\"score\":20,\"required_score\":15,\"action\":\"reject\"}";
    private static final String RSPAMD_DOUBTS = "Rspamd: {\"score\":8,\"required_score\":15,\"action\":\"add header\"}";
    private static final String CLAMD_FINDS = "Clamd: stream: Eicar-Test-Signature FOUND";
    private static final String GTUBE = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";

    private void brings(String line, String reply) {
        sends(from("203.0.113.66", "mx.some.example"), "a@nothing.example", "bob@example.net", line, reply);
    }

    @Test
    void spamAndVirusesAreRefusedInTheSessionWhereTheDomainWantsThat() throws IOException {
        var spam = "550 5.7.1 Message refused as spam";
        var virus = "550 5.7.1 Message refused: ClamAV finds Eicar-Test-Signature.";
        var accepted = "250 2.0.0 OK queued as {...}";
        try (var scanners = new StubScanners()) {
            start(Stream.concat(Stream.of(scanners.settings()), Stream.of("scan.session-deadline=60s"))
                    .toArray(String[]::new));
            brings(RSPAMD_REJECTS, accepted);
            assertEquals(List.of(), scanners.asked(), "this domain wants it held");
            refusesInSession("example.net", true);

            brings("Hello", accepted);
            brings(RSPAMD_DOUBTS, accepted);
            brings(RSPAMD_REJECTS, spam);
            brings(GTUBE, spam);
            brings(CLAMD_FINDS, virus);
            assertEquals(
                    List.of("scan:rspamd", "scan:gtube", "scan:clamav"),
                    server().refused.stream()
                            .map(refused -> refused.rule().orElse(""))
                            .toList());

            // an allowed sender brings what is taken for spam, and no virus
            var allowed =
                    new PolicyEntry.Allowed("a@good.example", false, "", "admin", TestServer.NOW, Optional.empty(), 1);
            server().policy.changed(allowed.key(), Optional.of(allowed));
            brings(RSPAMD_REJECTS, accepted);
            brings(CLAMD_FINDS, virus);

            // forgeries are refused before anybody is asked
            int asked = scanners.asked().size();
            sends(
                    from("203.0.113.66", "thief.example"),
                    "ceo@bank.example",
                    "bob@example.net",
                    "550 5.7.1 Email rejected per DMARC policy for bank.example");
            assertEquals(asked, scanners.asked().size());
        }
    }

    @Test
    void whatScannersDoNotSayInTimeIsAccepted() throws IOException {
        var accepted = "250 2.0.0 OK queued as {...}";
        try (var scanners = new StubScanners()) {
            start(Stream.concat(Stream.of(scanners.settings()), Stream.of("scan.session-deadline=300ms"))
                    .toArray(String[]::new));
            refusesInSession("*", true);
            brings("Clamd: silence", accepted);
            scanners.away(true);
            brings(RSPAMD_REJECTS, accepted);
        }
    }
}
