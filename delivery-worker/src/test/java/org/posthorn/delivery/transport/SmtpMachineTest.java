package org.posthorn.delivery.transport;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.posthorn.delivery.transport.ClientState.Ready;
import org.posthorn.delivery.transport.ClientState.Turn;
import org.posthorn.delivery.transport.Opening.Tls;
import org.posthorn.mail.smtp.Capabilities;
import org.posthorn.mail.smtp.Extension;
import org.posthorn.mail.smtp.Reply;

/// The whole table of the client's machine: each state with each input. `!` is an input that cannot happen
/// there.
class SmtpMachineTest {
    private static final Opening WISHED = new Opening("our.example.com", Tls.IF_OFFERED, Optional.empty());
    private static final Ready READY = new Ready(Capabilities.NONE, false);
    private static final Ready PIPELINED = new Ready(new Capabilities(Map.of(Extension.PIPELINING, "")), false);
    private static final OutgoingMessage MESSAGE = Sending.message("bob@example.net");

    private static final Map<String, ClientState> STATES = Map.ofEntries(
            Map.entry("greeting", new ClientState.AwaitingGreeting(WISHED)),
            Map.entry("ehlo", new ClientState.AwaitingEhlo(WISHED, false)),
            Map.entry("helo", new ClientState.AwaitingHelo(WISHED)),
            Map.entry("starttls", new ClientState.AwaitingStartTls(WISHED, Capabilities.NONE)),
            Map.entry("securing", new ClientState.Securing(WISHED)),
            Map.entry("auth", new ClientState.AwaitingAuth(Capabilities.NONE, true, List.of("cGFzcw=="))),
            Map.entry("ready", READY),
            Map.entry("primed", new ClientState.Primed(turn())),
            Map.entry("mail", new ClientState.AwaitingMail(turn())),
            Map.entry("rcpt", new ClientState.AwaitingRcpt(turn())),
            Map.entry("rcpt-pipelined", new ClientState.AwaitingRcpt(Turn.of(MESSAGE, PIPELINED))),
            Map.entry("data", new ClientState.AwaitingData(turn().with(Reply.plain(250, "Ok")))),
            Map.entry("data-nobody", new ClientState.AwaitingData(turn().with(Reply.plain(550, "No")))),
            Map.entry("content", new ClientState.SendingContent(turn().with(Reply.plain(250, "Ok")))),
            Map.entry("final", new ClientState.AwaitingFinal(turn().with(Reply.plain(250, "Ok")), Optional.of(turn()))),
            Map.entry("reset", new ClientState.AwaitingReset(turn().with(Reply.plain(550, "No")))),
            Map.entry("closed", new ClientState.Closed()));

    private static final Map<String, ClientInput> INPUTS = Map.ofEntries(
            Map.entry("220", got(220)),
            Map.entry("250", got(250)),
            Map.entry("334", got(334)),
            Map.entry("354", got(354)),
            Map.entry("421", got(421)),
            Map.entry("450", got(450)),
            Map.entry("550", got(550)),
            Map.entry("secured", new ClientInput.Secured()),
            Map.entry("not-secured", new ClientInput.NotSecured("no")),
            Map.entry("begin", new ClientInput.Begin(MESSAGE)),
            Map.entry("sent", new ClientInput.ContentSent(Optional.empty())),
            Map.entry("resume", new ClientInput.Resume()),
            Map.entry("broken", new ClientInput.Broken("gone")));

    @Test
    void everyStateWithEveryInput() {
        assertEquals("""
                auth           | 220 ready opened | 250 ready opened | 334 auth send | 354 closed refused | 421 closed refused | 450 closed refused | 550 closed refused | broken closed refused
                closed         | broken closed refused
                content        | 220 closed finished:Refused | 250 closed finished:Refused | 334 closed finished:Refused | 354 closed finished:Refused | 421 closed finished:Refused | 450 closed finished:Refused | 550 closed finished:Refused | broken closed finished:Lost | sent final await
                data           | 220 closed finished:Lost | 250 closed finished:Lost | 334 closed finished:Lost | 354 content content | 421 closed finished:Refused | 450 reset send | 550 reset send | broken closed finished:Lost
                data-nobody    | 220 reset send | 250 reset send | 334 reset send | 354 closed finished:Refused | 421 closed finished:Refused | 450 reset send | 550 reset send | broken closed finished:Refused
                ehlo           | 220 ready opened | 250 ready opened | 334 closed refused | 354 closed refused | 421 closed refused | 450 closed refused | 550 helo send | broken closed refused
                final          | 220 primed finished:Accepted | 250 primed finished:Accepted | 334 closed finished:Doubtful | 354 closed finished:Doubtful | 421 closed finished:Refused | 450 primed finished:Refused | 550 primed finished:Refused | broken closed finished:Doubtful
                greeting       | 220 ehlo send | 250 closed refused | 334 closed refused | 354 closed refused | 421 closed refused | 450 closed refused | 550 closed refused | broken closed refused
                helo           | 220 ready opened | 250 ready opened | 334 closed refused | 354 closed refused | 421 closed refused | 450 closed refused | 550 closed refused | broken closed refused
                mail           | 220 rcpt send | 250 rcpt send | 334 ready finished:Refused | 354 ready finished:Refused | 421 closed finished:Refused | 450 ready finished:Refused | 550 ready finished:Refused | broken closed finished:Lost
                primed         | broken closed refused | resume mail await
                rcpt           | 220 data send | 250 data send | 334 data send | 354 data send | 421 closed finished:Refused | 450 reset send | 550 reset send | broken closed finished:Lost
                rcpt-pipelined | 220 data await | 250 data await | 334 data await | 354 data await | 421 closed finished:Refused | 450 data await | 550 data await | broken closed finished:Lost
                ready          | begin mail send | broken closed refused
                reset          | 220 ready finished:Refused | 250 ready finished:Refused | 334 closed finished:Refused | 354 closed finished:Refused | 421 closed finished:Refused | 450 closed finished:Refused | 550 closed finished:Refused | broken closed finished:Refused
                securing       | broken closed refused | not-secured closed refused | secured ehlo send
                starttls       | 220 securing secure | 250 ready opened | 334 ready opened | 354 ready opened | 421 closed refused | 450 ready opened | 550 ready opened | broken closed refused
                """, table());
    }

    @Test
    void whatCannotHappenIsABug() {
        assertThrows(IllegalStateException.class, () -> SmtpMachine.step(READY, new ClientInput.Secured()));
    }

    private static String table() {
        return new TreeSet<>(STATES.keySet()).stream().map(SmtpMachineTest::row).collect(Collectors.joining());
    }

    private static String row(String state) {
        var cells = new TreeSet<>(INPUTS.keySet())
                .stream()
                        .map(input -> cell(state, input))
                        .flatMap(Optional::stream)
                        .collect(Collectors.joining(" | "));
        return "%-14s | %s%n".formatted(state, cells).replace("\r", "");
    }

    private static Optional<String> cell(String state, String input) {
        try {
            var step = SmtpMachine.step(
                    STATES.getOrDefault(state, READY), INPUTS.getOrDefault(input, new ClientInput.Secured()));
            return Optional.of(input + " " + name(step.state()) + " " + name(step.action()));
        } catch (IllegalStateException e) {
            return Optional.empty();
        }
    }

    private static String name(ClientState state) {
        return switch (state) {
            case ClientState.AwaitingGreeting _ -> "greeting";
            case ClientState.AwaitingEhlo _ -> "ehlo";
            case ClientState.AwaitingHelo _ -> "helo";
            case ClientState.AwaitingStartTls _ -> "starttls";
            case ClientState.Securing _ -> "securing";
            case ClientState.AwaitingAuth _ -> "auth";
            case ClientState.Ready _ -> "ready";
            case ClientState.Primed _ -> "primed";
            case ClientState.AwaitingMail _ -> "mail";
            case ClientState.AwaitingRcpt _ -> "rcpt";
            case ClientState.AwaitingData _ -> "data";
            case ClientState.SendingContent _ -> "content";
            case ClientState.AwaitingFinal _ -> "final";
            case ClientState.AwaitingReset _ -> "reset";
            case ClientState.Closed _ -> "closed";
        };
    }

    private static String name(ClientStep.Action action) {
        return switch (action) {
            case ClientStep.Action.Send _ -> "send";
            case ClientStep.Action.Await _ -> "await";
            case ClientStep.Action.Secure _ -> "secure";
            case ClientStep.Action.SendContent _ -> "content";
            case ClientStep.Action.Opened _ -> "opened";
            case ClientStep.Action.Refused _ -> "refused";
            case ClientStep.Action.Finished(var results) ->
                "finished:" + results.getFirst().getClass().getSimpleName();
        };
    }

    private static ClientInput got(int code) {
        return new ClientInput.Got(Reply.plain(code, "text"));
    }

    private static Turn turn() {
        return Turn.of(MESSAGE, READY);
    }
}
