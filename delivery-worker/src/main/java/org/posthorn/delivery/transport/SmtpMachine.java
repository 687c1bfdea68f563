package org.posthorn.delivery.transport;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.posthorn.delivery.transport.ClientInput.Begin;
import org.posthorn.delivery.transport.ClientInput.Broken;
import org.posthorn.delivery.transport.ClientInput.ContentSent;
import org.posthorn.delivery.transport.ClientInput.Got;
import org.posthorn.delivery.transport.ClientInput.NotSecured;
import org.posthorn.delivery.transport.ClientInput.Resume;
import org.posthorn.delivery.transport.ClientInput.Secured;
import org.posthorn.delivery.transport.ClientState.AwaitingAuth;
import org.posthorn.delivery.transport.ClientState.AwaitingData;
import org.posthorn.delivery.transport.ClientState.AwaitingEhlo;
import org.posthorn.delivery.transport.ClientState.AwaitingFinal;
import org.posthorn.delivery.transport.ClientState.AwaitingGreeting;
import org.posthorn.delivery.transport.ClientState.AwaitingHelo;
import org.posthorn.delivery.transport.ClientState.AwaitingMail;
import org.posthorn.delivery.transport.ClientState.AwaitingRcpt;
import org.posthorn.delivery.transport.ClientState.AwaitingReset;
import org.posthorn.delivery.transport.ClientState.AwaitingStartTls;
import org.posthorn.delivery.transport.ClientState.Closed;
import org.posthorn.delivery.transport.ClientState.Primed;
import org.posthorn.delivery.transport.ClientState.Ready;
import org.posthorn.delivery.transport.ClientState.Securing;
import org.posthorn.delivery.transport.ClientState.SendingContent;
import org.posthorn.delivery.transport.ClientState.Turn;
import org.posthorn.delivery.transport.ClientStep.Action.Await;
import org.posthorn.delivery.transport.ClientStep.Action.Finished;
import org.posthorn.delivery.transport.ClientStep.Action.Opened;
import org.posthorn.delivery.transport.ClientStep.Action.Refused;
import org.posthorn.delivery.transport.ClientStep.Action.Secure;
import org.posthorn.delivery.transport.ClientStep.Action.Send;
import org.posthorn.delivery.transport.ClientStep.Action.SendContent;
import org.posthorn.mail.smtp.Capabilities;
import org.posthorn.mail.smtp.Extension;
import org.posthorn.mail.smtp.Reply;

/// The client's side of the dialogue. Pure.
///
/// | state            | 2xx / 354                     | else                                                  |
/// |------------------|-------------------------------|-------------------------------------------------------|
/// | AwaitingGreeting | EHLO                          | refused                                               |
/// | AwaitingEhlo     | STARTTLS, AUTH or Ready       | 5xx: HELO (RFC 5321 §3.2); 4xx: refused               |
/// | AwaitingStartTls | handshake, then EHLO again    | in clear when TLS is only wished, else refused        |
/// | Ready            | MAIL; with PIPELINING also RCPT and DATA                                              ||
/// | AwaitingMail     | RCPT                          | all recipients refused                                |
/// | AwaitingRcpt     | next RCPT, then DATA          | this recipient refused; none left: RSET               |
/// | AwaitingData     | content, dot                  | all recipients refused; RSET                          |
/// | AwaitingFinal    | accepted                      | refused                                               |
///
/// With CHUNKING the content follows the last RCPT as one chunk, without DATA. With PIPELINING the envelope
/// of the next message may go behind the content; then the connection is Primed after the final reply, and
/// begins at AwaitingMail.
///
/// A 421 ends the connection in every state, and what is not settled yet waits (RFC 5321 §3.8).
final class SmtpMachine {
    private static final int SHUTTING_DOWN = 421;
    private static final Await AWAIT = new Await();
    private static final Reply NOTHING_SAID = Reply.plain(250, "");

    private SmtpMachine() {}

    private record On(ClientState state, ClientInput input) {}

    static ClientStep step(ClientState state, ClientInput input) {
        return switch (new On(state, input)) {
            case On(AwaitingGreeting(var opening), Got(var reply)) -> greeted(opening, reply);
            case On(AwaitingEhlo(var opening, var secured), Got(var reply)) -> introduced(opening, secured, reply);
            case On(AwaitingHelo _, Got(var reply)) when positive(reply) -> ready(Capabilities.NONE, false);
            case On(AwaitingHelo _, Got(var reply)) -> refused(reply, false);
            case On(AwaitingStartTls(var opening, var offered), Got(var reply)) -> startTls(opening, offered, reply);
            case On(Securing(var opening), Secured()) -> ehlo(opening, true);
            case On(Securing _, NotSecured(var reason)) -> refused(tlsFailure(reason), true);
            case On(AwaitingAuth auth, Got(var reply)) -> authenticated(auth, reply);
            case On(Ready ready, Begin(var message)) -> begin(ready, message);
            case On(AwaitingMail(var turn), Got(var reply)) -> afterMail(turn, reply);
            case On(AwaitingRcpt(var turn), Got(var reply)) -> afterRcpt(turn, reply);
            case On(AwaitingData(var turn), Got(var reply)) -> afterData(turn, reply);
            case On(SendingContent(var turn), ContentSent(var following)) ->
                new ClientStep(
                        new AwaitingFinal(turn, following.map(message -> Turn.of(message, turn.ready()))), AWAIT);
            // The server spoke before the final dot: whatever it said, it did not take the message.
            case On(SendingContent(var turn), Got(var reply)) -> closed(turn, reply, "content");
            case On(AwaitingFinal(var turn, var following), Got(var reply)) -> afterContent(turn, following, reply);
            case On(Primed(var turn), Resume()) -> new ClientStep(new AwaitingMail(turn), AWAIT);
            case On(AwaitingReset(var turn), Got(var reply)) ->
                new ClientStep(positive(reply) ? turn.ready() : new Closed(), finished(turn));
            case On(AwaitingReset(var turn), Broken _) -> new ClientStep(new Closed(), finished(turn));
            case On(AwaitingMail(var turn), Broken(var reason)) -> lost(turn, reason);
            case On(AwaitingRcpt(var turn), Broken(var reason)) -> lost(turn, reason);
            case On(AwaitingData(var turn), Broken(var reason)) -> lost(turn, reason);
            case On(SendingContent(var turn), Broken(var reason)) -> lost(turn, reason);
            case On(AwaitingFinal(var turn, var _), Broken(var reason)) -> doubtful(turn, reason);
            case On(ClientState _, Broken(var reason)) -> refused(broken(reason), false);
            case On(ClientState _, Got _),
                    On(ClientState _, Secured _),
                    On(ClientState _, NotSecured _),
                    On(ClientState _, Begin _),
                    On(ClientState _, Resume _),
                    On(ClientState _, ContentSent _) ->
                throw new IllegalStateException(input + " out of order in " + state);
        };
    }

    private static ClientStep greeted(Opening opening, Reply reply) {
        return reply.code() == 220 ? ehlo(opening, false) : refused(reply, false);
    }

    private static ClientStep ehlo(Opening opening, boolean secured) {
        return new ClientStep(new AwaitingEhlo(opening, secured), send("EHLO " + opening.ourName()));
    }

    private static ClientStep introduced(Opening opening, boolean secured, Reply reply) {
        if (!positive(reply)) {
            var old = reply.code() >= 500 && !opening.tls().isRequired() && !secured;
            return old && opening.credentials().isEmpty()
                    ? new ClientStep(new AwaitingHelo(opening), send("HELO " + opening.ourName()))
                    : refused(reply, false);
        }
        var capabilities = Capabilities.of(reply);
        if (secured || opening.tls() == Opening.Tls.NEVER) {
            return authenticate(opening, capabilities, secured);
        }
        if (capabilities.has(Extension.STARTTLS)) {
            return new ClientStep(new AwaitingStartTls(opening, capabilities), send("STARTTLS"));
        }
        return opening.tls().isRequired()
                ? refused(new Cause.Ours("4.7.4", "TLS is required, and the server does not offer STARTTLS"), true)
                : authenticate(opening, capabilities, false);
    }

    private static ClientStep startTls(Opening opening, Capabilities offered, Reply reply) {
        if (reply.code() == 220) {
            return new ClientStep(new Securing(opening), new Secure());
        }
        return opening.tls().isRequired() || reply.code() == SHUTTING_DOWN
                ? refused(reply, true)
                : authenticate(opening, offered, false);
    }

    private static ClientStep authenticate(Opening opening, Capabilities capabilities, boolean secured) {
        if (opening.credentials().isEmpty()) {
            return ready(capabilities, secured);
        }
        var user = opening.credentials().get().user();
        var password = opening.credentials().get().password();
        var mechanisms = capabilities.mechanisms();
        if (mechanisms.contains("PLAIN")) {
            return new ClientStep(
                    new AwaitingAuth(capabilities, secured, List.of()),
                    send("AUTH PLAIN " + base64("\0" + user + "\0" + password)));
        }
        if (mechanisms.contains("LOGIN")) {
            return new ClientStep(
                    new AwaitingAuth(capabilities, secured, List.of(base64(user), base64(password))),
                    send("AUTH LOGIN"));
        }
        return refused(new Cause.Ours("4.7.0", "The server offers neither AUTH PLAIN nor AUTH LOGIN"), false);
    }

    private static ClientStep authenticated(AwaitingAuth auth, Reply reply) {
        if (reply.code() == 334 && !auth.answers().isEmpty()) {
            var rest = auth.answers().subList(1, auth.answers().size());
            return new ClientStep(
                    new AwaitingAuth(auth.capabilities(), auth.secured(), rest),
                    send(auth.answers().getFirst()));
        }
        return positive(reply) ? ready(auth.capabilities(), auth.secured()) : refused(authFailure(reply), false);
    }

    private static ClientStep begin(Ready ready, OutgoingMessage message) {
        var commands = new MailCommands(ready.capabilities(), message);
        var unsuitable = commands.unsuitable(ready.secured());
        if (unsuitable.isPresent()) {
            var results = same(message, new RecipientResult.Unsuitable(unsuitable.get()));
            return new ClientStep(ready, new Finished(results));
        }
        var turn = Turn.of(message, ready);
        return new ClientStep(
                new AwaitingMail(turn), turn.pipelined() ? new Send(commands.allAtOnce()) : send(commands.mail()));
    }

    private static ClientStep afterMail(Turn turn, Reply reply) {
        if (reply.code() == SHUTTING_DOWN) {
            return closed(turn, reply, "MAIL");
        }
        if (positive(reply)) {
            return new ClientStep(new AwaitingRcpt(turn), turn.pipelined() ? AWAIT : sendRcpt(turn));
        }
        var refused = turn.mailRefused(reply);
        return turn.pipelined()
                ? new ClientStep(new AwaitingRcpt(refused), AWAIT)
                : new ClientStep(turn.ready(), finished(refused));
    }

    private static ClientStep afterRcpt(Turn turn, Reply reply) {
        if (reply.code() == SHUTTING_DOWN) {
            return closed(turn, reply, "RCPT");
        }
        var next = turn.with(reply);
        if (!next.hasAllRecipients()) {
            return new ClientStep(new AwaitingRcpt(next), next.pipelined() ? AWAIT : sendRcpt(next));
        }
        if (next.chunked()) {
            return next.anyRecipient()
                    ? new ClientStep(new SendingContent(next), new SendContent(true))
                    : new ClientStep(new AwaitingReset(next), send("RSET"));
        }
        if (next.pipelined()) {
            return new ClientStep(new AwaitingData(next), AWAIT);
        }
        return next.anyRecipient()
                ? new ClientStep(new AwaitingData(next), send("DATA"))
                : new ClientStep(new AwaitingReset(next), send("RSET"));
    }

    private static ClientStep afterData(Turn turn, Reply reply) {
        if (reply.code() == SHUTTING_DOWN) {
            return closed(turn, reply, "DATA");
        }
        if (reply.code() == 354) {
            // Without a recipient there is nothing to send, and the only clean way out of this state is to leave it
            // (RFC 2920 §3.1).
            return turn.anyRecipient()
                    ? new ClientStep(new SendingContent(turn), new SendContent(false))
                    : new ClientStep(new Closed(), finished(turn));
        }
        if (!turn.anyRecipient()) {
            return new ClientStep(new AwaitingReset(turn), send("RSET"));
        }
        if (reply.isPositive()) {
            return lost(turn, "the server answered DATA with " + reply);
        }
        return new ClientStep(new AwaitingReset(turn.dataRefused(reply)), send("RSET"));
    }

    private static ClientStep afterContent(Turn turn, Optional<Turn> following, Reply reply) {
        if (reply.severity() == Reply.Severity.INTERMEDIATE) {
            return doubtful(turn, "the server answered the content with " + reply);
        }
        var withoutDsn = !turn.ready().capabilities().has(Extension.DSN);
        var results = each(
                turn,
                () -> positive(reply)
                        ? new RecipientResult.Accepted(reply, withoutDsn)
                        : new RecipientResult.Refused(reply, "end of content"));
        var next = following.<ClientState>map(Primed::new).orElse(turn.ready());
        return new ClientStep(reply.code() == SHUTTING_DOWN ? new Closed() : next, new Finished(results));
    }

    /// The server is leaving: what it refused for good stays refused, the rest gets this reply.
    private static ClientStep closed(Turn turn, Reply reply, String command) {
        return new ClientStep(
                new Closed(), new Finished(each(turn, () -> new RecipientResult.Refused(reply, command))));
    }

    private static ClientStep lost(Turn turn, String reason) {
        return new ClientStep(new Closed(), new Finished(each(turn, () -> new RecipientResult.Lost(reason))));
    }

    private static ClientStep doubtful(Turn turn, String reason) {
        return new ClientStep(new Closed(), new Finished(each(turn, () -> new RecipientResult.Doubtful(reason))));
    }

    /// The results of a turn that ended without content.
    private static Finished finished(Turn turn) {
        var reply = turn.dataRefusal().orElse(NOTHING_SAID);
        return new Finished(each(turn, () -> new RecipientResult.Refused(reply, "DATA")));
    }

    /// One result for each recipient: refusals as they were said, `open` for those that still had a chance.
    private static List<RecipientResult> each(Turn turn, Supplier<RecipientResult> open) {
        var count = turn.message().recipients().size();
        List<RecipientResult> results = new ArrayList<>(count);
        for (var i = 0; i < count; i++) {
            var said = i < turn.rcptReplies().size() ? turn.rcptReplies().get(i) : NOTHING_SAID;
            if (turn.mailRefusal().isPresent()) {
                results.add(new RecipientResult.Refused(turn.mailRefusal().get(), "MAIL"));
            } else if (said.isPositive()) {
                results.add(open.get());
            } else {
                results.add(new RecipientResult.Refused(said, "RCPT"));
            }
        }
        return results;
    }

    private static ClientStep ready(Capabilities capabilities, boolean secured) {
        return new ClientStep(new Ready(capabilities, secured), new Opened());
    }

    private static ClientStep refused(Reply reply, boolean tls) {
        return refused(new Cause.Said(reply), tls);
    }

    private static ClientStep refused(Cause cause, boolean tls) {
        return new ClientStep(new Closed(), new Refused(cause, tls));
    }

    private static Cause tlsFailure(String reason) {
        return new Cause.Ours("4.7.5", "The TLS handshake failed: " + reason);
    }

    private static Cause broken(String reason) {
        return new Cause.Ours("4.4.2", reason);
    }

    /// A password that a smarthost does not take is the operator's to mend: the mail waits (RFC 4954 §6).
    private static Cause authFailure(Reply reply) {
        return new Cause.Ours("4.7.8", "The smarthost refused our login: " + reply);
    }

    private static Send sendRcpt(Turn turn) {
        var next = turn.message().recipients().get(turn.rcptReplies().size());
        return send(new MailCommands(turn.ready().capabilities(), turn.message()).rcpt(next));
    }

    private static List<RecipientResult> same(OutgoingMessage message, RecipientResult result) {
        return message.recipients().stream().map(_ -> result).toList();
    }

    private static boolean positive(Reply reply) {
        return reply.severity() == Reply.Severity.COMPLETED;
    }

    private static String base64(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Send send(String line) {
        return new Send(List.of(line));
    }
}
