package org.posthorn.ingress.listener;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.PolicyEntry;
import org.posthorn.ingress.authentication.LoginCheck;
import org.posthorn.ingress.session.ListenerKind;
import org.posthorn.testing.Dialogue;

/// How much a client, a sender and an account may do, word for word, with a clock that the test sets. Foreign clients
/// come through a load balancer that names them (PROXY protocol).
class LimitDialogueTest {
    private static final String TOO_MANY_CONNECTIONS = """
            S: 421 4.7.0 Too many connections from your address, try again later
            close
            """;

    @TempDir
    private Path directory;

    private @Nullable TestServer running;

    private TestServer server() {
        return Objects.requireNonNull(running);
    }

    private void start(String... settings) {
        var all = Stream.concat(Stream.of("smtp.proxy-networks=127.0.0.0/8"), Arrays.stream(settings))
                .toArray(String[]::new);
        running = new TestServer(directory, all);
    }

    @AfterEach
    void stop() {
        server().close();
    }

    private Dialogue from(String ip) {
        var version = ip.contains(":") ? "TCP6 " : "TCP4 ";
        var here = ip.contains(":") ? " 2001:db8::25 " : " 192.0.2.25 ";
        return server().mx().follows("C: PROXY " + version + ip + here + "5000 25");
    }

    private void connects(String ip) {
        from(ip).follows("S: 220 {...}").close();
    }

    private void isTurnedAway(String ip) {
        from(ip).follows(TOO_MANY_CONNECTIONS).close();
    }

    private Dialogue greetedFrom(String ip) {
        return from(ip).follows("""
                S: 220 {...}
                C: EHLO client.example
                S: ...
                S: 250 LIMITS RCPTMAX={...}
                """);
    }

    private static void sends(Dialogue client, String from) {
        client.follows("""
                C: MAIL FROM:<%s>
                S: 250 2.1.0 Sender OK
                C: RCPT TO:<alice@example.net>
                S: 250 2.1.5 Recipient OK
                C: DATA
                S: 354 {...}
                C: Subject: hello
                C: .
                S: 250 2.0.0 OK queued as {...}
                """.formatted(from));
    }

    private void own(String subject, String limit, long number) {
        var entry = new PolicyEntry.Limited(subject, Map.of(limit, number), "admin", TestServer.NOW, 1);
        server().policy.changed(entry.key(), Optional.of(entry));
    }

    @Test
    void theEleventhConnectionWithinAnySixtyMinutesIsRefused() {
        start();
        connects("203.0.113.5");
        server().clock.advance(Duration.ofMinutes(30));
        for (int i = 0; i < 9; i++) {
            connects("203.0.113.5");
        }
        isTurnedAway("203.0.113.5");
        connects("203.0.113.6");
        server().clock.advance(Duration.ofMinutes(30).minusMillis(1));
        isTurnedAway("203.0.113.5");
        server().clock.advance(Duration.ofMillis(1));
        connects("203.0.113.5");
        isTurnedAway("203.0.113.5");
        assertEquals(
                Optional.of("limit:connections-per-hour"),
                server().refused.getLast().rule());
    }

    @Test
    void aClientOfIpv6IsItsWholeNetworkAndTrustedOnesAreFree() {
        start("limits.connections-per-hour=2", "limits.exempt-networks=127.0.0.0/8,198.51.100.0/24");
        connects("2001:db8:1:2::1");
        connects("2001:db8:1:2:ffff::1");
        isTurnedAway("2001:db8:1:2::3");
        connects("2001:db8:1:3::1");
        for (int i = 0; i < 4; i++) {
            connects("198.51.100.9");
            connects("127.0.0.1");
        }
    }

    @Test
    void networksDomainsAndAddressesHaveLimitsOfTheirOwn() {
        start("limits.connections-per-hour=1", "limits.messages-per-day=0");
        own("203.0.113.0/24", "connections-per-hour", 2);
        own("203.0.113.7", "connections-per-hour", -1);
        own("list.example", "messages-per-day", 1);
        own("boss@list.example", "messages-per-day", -1);
        connects("203.0.113.5");
        connects("203.0.113.5");
        isTurnedAway("203.0.113.5");
        for (int i = 0; i < 4; i++) {
            connects("203.0.113.7");
        }
        try (var client = greetedFrom("203.0.113.7")) {
            sends(client, "a@list.example");
            sends(client, "boss@list.example");
            sends(client, "boss@list.example");
            client.follows("""
                    C: MAIL FROM:<a@list.example>
                    S: 450 4.7.1 Too many messages from this sender today, try again later
                    C: MAIL FROM:<a@other.example>
                    S: 450 4.7.1 Too many messages from this sender today, try again later
                    """);
        }
    }

    @Test
    void theHundredAndFirstMessageOfASenderWithinADayIsRefused() {
        start();
        try (var client = greetedFrom("203.0.113.5")) {
            for (int i = 0; i < 100; i++) {
                sends(client, i % 2 == 0 ? "a@b.example" : "A@B.example");
            }
            client.follows("""
                    C: MAIL FROM:<a@b.example>
                    S: 450 4.7.1 Too many messages from this sender today, try again later
                    """);
            sends(client, "");
            sends(client, "other@b.example");
            server().clock.advance(Duration.ofDays(1));
            sends(client, "a@b.example");
        }
        assertEquals(
                102,
                server().counted.stream().filter(c -> c.startsWith("message ")).count());
        assertEquals(
                Optional.of("limit:messages-per-day"),
                server().refused.getFirst().rule());
    }

    @Test
    void onlyWhatIsAcceptedCounts() {
        start("limits.messages-per-day=1");
        try (var client = greetedFrom("203.0.113.5");
                var other = greetedFrom("203.0.113.6")) {
            client.follows("""
                    C: MAIL FROM:<a@b.example> SIZE=99999999999
                    S: 552 5.3.4 {...}
                    C: MAIL FROM:<a@b.example>
                    S: 250 2.1.0 Sender OK
                    C: RCPT TO:<nobody@example.net>
                    S: 550 5.1.1 User not found
                    C: RSET
                    S: 250 {...}
                    C: MAIL FROM:<a@b.example>
                    S: 250 2.1.0 Sender OK
                    """);
            other.follows("""
                    C: MAIL FROM:<a@b.example>
                    S: 450 4.7.1 Too many messages from this sender today, try again later
                    """);
            client.follows("""
                    C: QUIT
                    S: 221 {...}
                    close
                    """);
            sends(other, "a@b.example");
            other.follows("""
                    C: MAIL FROM:<a@b.example>
                    S: 450 4.7.1 Too many messages from this sender today, try again later
                    """);
        }
        assertEquals(
                1,
                server().counted.stream().filter("message a@b.example"::equals).count());
    }

    private Dialogue submissionFrom(String ip) {
        server().letAliceIn();
        return Dialogue.with(server().server.port(ListenerKind.SUBMISSION))
                .follows("C: PROXY TCP4 " + ip + " 192.0.2.25 5000 587")
                .follows("""
                        S: 220 {...}
                        C: STARTTLS
                        S: 220 {...}
                        TLS
                        C: EHLO client.example
                        S: ...
                        S: 250 LIMITS {...}
                        """);
    }

    private static void logsIn(Dialogue client) {
        client.follows("""
                C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
                S: 235 2.7.0 {...}
                """);
    }

    @Test
    void anAccountHasLimitsOfMessagesAndOfNewRecipients() {
        start("limits.account-messages-per-day=2", "limits.account-recipients-per-day=2");
        try (var client = submissionFrom("203.0.113.5")) {
            logsIn(client);
            client.follows("""
                    C: MAIL FROM:<alice@example.net>
                    S: 250 2.1.0 Sender OK
                    C: RCPT TO:<one@world.example>
                    S: 250 2.1.5 Recipient OK
                    C: RCPT TO:<One@World.example>
                    S: 250 2.1.5 Recipient OK
                    C: RCPT TO:<two@world.example>
                    S: 250 2.1.5 Recipient OK
                    C: RCPT TO:<three@world.example>
                    S: 450 4.7.1 Too many new recipients from this account today, try again later
                    C: RSET
                    S: 250 {...}
                    C: MAIL FROM:<alice@example.net>
                    S: 250 2.1.0 Sender OK
                    C: RCPT TO:<three@world.example>
                    S: 250 2.1.5 Recipient OK
                    C: RCPT TO:<two@world.example>
                    S: 250 2.1.5 Recipient OK
                    C: DATA
                    S: 354 {...}
                    C: Subject: hello
                    C: .
                    S: 250 2.0.0 {...}
                    C: MAIL FROM:<alice@example.net>
                    S: 250 2.1.0 Sender OK
                    C: RCPT TO:<two@world.example>
                    S: 250 2.1.5 Recipient OK
                    C: RCPT TO:<four@world.example>
                    S: 450 4.7.1 Too many new recipients from this account today, try again later
                    C: DATA
                    S: 354 {...}
                    C: Subject: hello
                    C: .
                    S: 250 2.0.0 {...}
                    C: MAIL FROM:<alice@example.net>
                    S: 450 4.7.1 Too many messages from this sender today, try again later
                    """);
        }
        assertTrue(server().counted.contains("recipient alice@example.net two@world.example"));
        assertEquals(
                2,
                server().counted.stream()
                        .filter("submission alice@example.net"::equals)
                        .count());
    }

    @Test
    void whoGuessesPasswordsIsSentAway() {
        start("limits.failed-logins-per-hour=2");
        var wrong = """
                C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
                S: 535 5.7.8 Authentication credentials invalid
                """;
        try (var client = submissionFrom("203.0.113.5")) {
            server().login = new LoginCheck.Result.Wrong();
            client.follows(wrong).follows(wrong);
            server().letAliceIn();
            client.follows("""
                    C: AUTH PLAIN AGFsaWNlAHNlY3JldA==
                    S: 454 4.7.0 Too many failed logins, try again later
                    """);
            server().clock.advance(Duration.ofHours(1));
            logsIn(client);
        }
    }
}
