package org.posthorn.delivery.attempt;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.net.ServerSocket;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.delivery.source.SourceSettings;
import org.posthorn.delivery.source.WarmUpCounts;
import org.posthorn.delivery.transport.ScriptedServer;
import org.posthorn.events.MailEnvelope;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.testing.ManualClock;

/// What a server said and what we say of it, never the one as the other.
class WhoSaidItTest {
    private static final String GREETED = "S: 220 mx\nC: EHLO mail.example.com\n";
    private static final String MAIL = GREETED + "S: 250 mx\nC: MAIL FROM:<a@example.com>\n";
    private static final String RCPT = MAIL + "S: 250 Ok\nC: RCPT TO:<bob@taker.example>\n";

    private final TestAttempter world = new TestAttempter(new ManualClock(Instant.parse("2026-12-01T12:00:00Z")));

    @AfterEach
    void close() {
        world.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''    | S: 554 5.7.1 Go away      | deferred 5.7.1, said: 554 5.7.1 Go away",
                "''    | S: 421 Busy               | deferred 4.0.0, said: 421 Busy",
                "''    | cut                       | deferred 4.4.2, ours: 127.0.0.1 closed the connection before its greeting",
                "greet | S: 450 4.3.2 Not now      | deferred 4.3.2, said: 450 4.3.2 Not now",
                "greet | cut                       | deferred 4.4.2, ours: 127.0.0.1 closed the connection after EHLO",
                "greet | S: 250-mx;S: 250 SIZE 5   | bounced 5.3.4, ours: The message has 14 octets, and the server takes no more than 5",
                "mail  | S: 550 5.7.26 No SPF      | bounced 5.7.26, said: 550 5.7.26 No SPF",
                "mail  | cut                       | deferred 4.4.2, ours: 127.0.0.1 closed the connection after MAIL",
                "rcpt  | S: 550 5.1.1 No such user;C: RSET;S: 250 Ok | bounced 5.1.1, said: 550 5.1.1 No such user",
                "rcpt  | S: 552 Too many recipients;C: RSET;S: 250 Ok | deferred 4.5.3, said: 552 Too many recipients",
                "rcpt  | S: 552 5.2.2 Mailbox full;C: RSET;S: 250 Ok | bounced 5.2.2, said: 552 5.2.2 Mailbox full",
                "rcpt  | S: 250 Ok;C: DATA;S: 354 Go;C: ...;cut | in doubt 4.4.2, ours: 127.0.0.1 closed the connection after the final dot",
                "rcpt  | S: 250 Ok;C: DATA;S: 354 Go;C: ...;S: 250 2.0.0 Taken | delivered 2.0.0, said: 250 2.0.0 Taken",
            })
    void theServerSpeaksForItselfAndWeForUs(String place, String last, String wanted) throws InterruptedException {
        var script = switch (place) {
            case "greet" -> GREETED;
            case "mail" -> MAIL;
            case "rcpt" -> RCPT;
            default -> "";
        };
        try (var server = ScriptedServer.playing(script + last.replace(';', '\n') + "\n")) {
            assertEquals(wanted, outcome(server.port()), () -> server.wrong().toString());
        }
    }

    @Test
    void whereTlsIsNotAsItMustBeTheReasonSaysWhoAsksForIt() throws InterruptedException {
        var plain = MailEnvelope.of("a@example.com", List.of("bob@taker.example"));
        var required = new MailEnvelope(
                plain.reversePath(), plain.recipients(), false, false, true, Optional.empty(), Optional.empty());
        try (var server = ScriptedServer.playing(GREETED + "S: 250 mx\ncut\n")) {
            assertEquals(
                    "deferred 4.7.4, ours: TLS is required, and the server does not offer STARTTLS"
                            + " (its sender, by REQUIRETLS, asks for verified TLS)",
                    words(TestAttempter.attempt(at(server.port()), required)));
        }
    }

    @Test
    void whatOneMessageAsksOfTlsKeepsNoOtherAway() throws InterruptedException {
        var plain = MailEnvelope.of("a@example.com", List.of("bob@taker.example"));
        var required = new MailEnvelope(
                plain.reversePath(), plain.recipients(), false, false, true, Optional.empty(), Optional.empty());
        var taken = RCPT + "S: 250 Ok\nC: DATA\nS: 354 Go\nC: ...\nS: 250 2.0.0 Taken\n";
        try (var server = ScriptedServer.playing(GREETED + "S: 250 mx\ncut\n", taken)) {
            var attempter = at(server.port());
            assertEquals(
                    "4.7.4", TestAttempter.attempt(attempter, required).facts().status());
            assertEquals(
                    "delivered 2.0.0, said: 250 2.0.0 Taken",
                    words(TestAttempter.attempt(attempter, plain)),
                    "the site is there");
        }
    }

    @Test
    void aReportTellsOfNoSessionThatDoesWithoutWhatTheDomainAsksFor() throws InterruptedException {
        var asked = MailEnvelope.of("a@example.com", List.of("bob@taker.example"));
        var taken = RCPT + "S: 250 Ok\nC: DATA\nS: 354 Go\nC: ...\nS: 250 2.0.0 Taken\ncut\n";
        try (var server = ScriptedServer.playing(taken, taken)) {
            var attempter = at(server.port());
            TestAttempter.attempt(attempter, asked.withTlsOptional());
            assertEquals(0, world.reported(), "TLS-Required: No (RFC 8689 §5)");
            TestAttempter.attempt(attempter, asked);
            assertEquals(1, world.reported());
        }
    }

    @Test
    void whereNobodyListensNobodySaidAnything() throws IOException, InterruptedException {
        int free;
        try (var socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }

        assertEquals(
                "deferred 4.4.1, ours: Connecting to 127.0.0.1 (127.0.0.1) failed: Connection refused", outcome(free));
    }

    private String outcome(int port) throws InterruptedException {
        return words(TestAttempter.attempt(at(port), "a@example.com"));
    }

    private Attempter at(int port) {
        return world.at(port, Settings.of().get(SourceSettings.class), new Uncounted());
    }

    private static String words(AttemptOutcome outcome) {
        var word = switch (outcome) {
            case AttemptOutcome.Delivered _ -> "delivered";
            case AttemptOutcome.Deferred _ -> "deferred";
            case AttemptOutcome.Bounced _ -> "bounced";
            case AttemptOutcome.InDoubt _ -> "in doubt";
        };
        var facts = outcome.facts();
        return word + " " + facts.status() + (facts.saidByHost() ? ", said: " : ", ours: ") + facts.reply();
    }

    /// Nothing warms up here.
    private record Uncounted() implements WarmUpCounts {
        @Override
        public boolean take(LocalDate day, String source, String site, int most) {
            throw new AssertionError("there is nothing to count");
        }

        @Override
        public void giveBack(LocalDate day, String source, String site) {}

        @Override
        public void forgetBefore(LocalDate day) {}
    }
}
