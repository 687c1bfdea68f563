package org.posthorn.ingress.session;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.events.AccountId;
import org.posthorn.ingress.session.SessionState.Connected;
import org.posthorn.ingress.session.SessionState.InChunks;
import org.posthorn.ingress.session.SessionState.InTransaction;
import org.posthorn.ingress.session.SessionState.Ready;
import org.posthorn.mail.address.MailboxAddress;
import org.posthorn.mail.address.ReversePath;
import org.posthorn.mail.message.TraceHeader;
import org.posthorn.mail.smtp.Command;
import org.posthorn.mail.smtp.CommandParser;
import org.posthorn.mail.smtp.MailParameters;
import org.posthorn.mail.smtp.RcptParameters;

/// The table of [Session]: every command in every state.
class SessionTest {
    private static final Session SESSION = new Session(new Offer("mx.example.net", 1000, 50));
    private static final Facts FACTS = Facts.of(ListenerKind.SUBMISSION, true, Optional.empty());
    private static final Envelope EMPTY = Envelope.from(ReversePath.NULL, MailParameters.NONE);
    private static final Envelope ENVELOPE =
            EMPTY.with(new Envelope.Recipient(MailboxAddress.of("a@b.example"), RcptParameters.NONE));

    private static SessionState state(String name) {
        return switch (name) {
            case "Connected" -> new Connected(FACTS);
            case "Ready" -> new Ready(FACTS);
            case "NoRecipients" -> new InTransaction(FACTS, EMPTY);
            case "InTransaction" -> new InTransaction(FACTS, ENVELOPE);
            case "InChunks" -> new InChunks(FACTS, ENVELOPE);
            default -> throw new IllegalArgumentException(name);
        };
    }

    /// What is done: the kind of action, and the code of what is said.
    private static String shown(Step step) {
        return switch (step.action()) {
            case Action.Say(var reply) -> "" + reply.code();
            case Action.Close(var reply) -> "Close " + reply.code();
            case Action.DropChunk(var _, var reply) -> "DropChunk " + reply.code();
            case Action.AdmitSender _,
                    Action.AdmitRecipient _,
                    Action.TakeData _,
                    Action.TakeChunk _,
                    Action.Handshake _,
                    Action.Authenticate _,
                    Action.Listen _ -> step.action().getClass().getSimpleName();
        };
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "EHLO x               | 250 | 250 | 250 | 250 | 250",
                "HELO x               | 250 | 250 | 250 | 250 | 250",
                "MAIL FROM:<>         | 503 | AdmitSender | 503 | 503 | 503",
                "RCPT TO:<a@b.example>| 503 | 503 | AdmitRecipient | AdmitRecipient | 503",
                "DATA                 | 503 | 503 | 554 | TakeData | 503",
                "BDAT 5               | DropChunk 503 | DropChunk 503 | DropChunk 554 | TakeChunk | TakeChunk",
                "BDAT 0 LAST          | DropChunk 503 | DropChunk 503 | DropChunk 554 | TakeChunk | TakeChunk",
                "RSET                 | 250 | 250 | 250 | 250 | 250",
                "NOOP                 | 250 | 250 | 250 | 250 | 250",
                "HELP                 | 214 | 214 | 214 | 214 | 214",
                "VRFY a               | 252 | 252 | 252 | 252 | 252",
                "EXPN a               | 502 | 502 | 502 | 502 | 502",
                "STARTTLS             | Handshake | Handshake | 503 | 503 | 503",
                "AUTH PLAIN           | 503 | Authenticate | 503 | 503 | 503",
                "QUIT                 | Close 221 | Close 221 | Close 221 | Close 221 | Close 221",
                "FOO                  | 500 | 500 | 500 | 500 | 500",
                "DATA x               | 501 | 501 | 501 | 501 | 501"
            })
    void everyCommandHasItsPlace(
            String line, String connected, String ready, String noRecipients, String inTransaction, String inChunks) {
        assertEquals(
                List.of(connected, ready, noRecipients, inTransaction, inChunks),
                List.of("Connected", "Ready", "NoRecipients", "InTransaction", "InChunks").stream()
                        .map(name -> shown(SESSION.command(state(name), CommandParser.parse(line))))
                        .toList());
    }

    @Test
    void resetAndGreetingEndATransaction() {
        for (var name : List.of("NoRecipients", "InTransaction", "InChunks")) {
            assertInstanceOf(
                    Ready.class,
                    SESSION.command(state(name), new Command.Rset()).next());
            assertInstanceOf(
                    Ready.class,
                    SESSION.command(state(name), new Command.Ehlo("x")).next());
        }
    }

    @Test
    void handshakeForgetsWhatWasSaidInClear() {
        var greeted = new Ready(
                FACTS.with(new Facts.Hello("x", true)).with(new Login(new AccountId(1), "a@b.example", Set.of())));
        var step = SESSION.answer(greeted, new Answer.TlsStarted(new TraceHeader.Tls("TLSv1.3", "X")));
        var facts = assertInstanceOf(Connected.class, step.next()).facts();
        assertEquals(Optional.empty(), facts.hello());
        assertEquals(Optional.empty(), facts.login());
        assertEquals("Listen", shown(step));
    }

    @Test
    void passwordsNeedTlsAndAreForSubmission() {
        var clear = new Ready(Facts.of(ListenerKind.SUBMISSION, false, Optional.empty()));
        assertEquals("538", shown(SESSION.command(clear, CommandParser.parse("AUTH PLAIN"))));
        var encrypted =
                new Ready(Facts.of(ListenerKind.SUBMISSION, false, Optional.of(new TraceHeader.Tls("TLSv1.3", "X"))));
        assertEquals("Authenticate", shown(SESSION.command(encrypted, CommandParser.parse("AUTH PLAIN"))));
        var mx = new Ready(Facts.of(ListenerKind.MX, true, Optional.empty()));
        assertEquals("502", shown(SESSION.command(mx, CommandParser.parse("AUTH PLAIN"))));
    }

    @Test
    void refusedAnswersChangeNothing() {
        for (var name : List.of("Connected", "Ready", "NoRecipients", "InTransaction", "InChunks")) {
            var step = SESSION.answer(state(name), new Answer.Refused(Replies.NO_RELAY));
            assertEquals(state(name), step.next());
            assertEquals("550", shown(step));
        }
    }

    @Test
    void sameRecipientTwiceCountsOnce() {
        var again = new Envelope.Recipient(MailboxAddress.of("a@B.example"), RcptParameters.NONE);
        assertEquals(1, ENVELOPE.with(again).recipients().size());
    }
}
