package org.posthorn.ingress.session;

import org.posthorn.ingress.session.SessionState.Connected;
import org.posthorn.ingress.session.SessionState.InChunks;
import org.posthorn.ingress.session.SessionState.InTransaction;
import org.posthorn.ingress.session.SessionState.Ready;
import org.posthorn.mail.smtp.Command;
import org.posthorn.mail.smtp.Reply;

/// The dialogue (RFC 5321 §4.1.4), pure and total: every command and every answer in every state.
///
/// | state | EHLO | MAIL | RCPT | DATA | BDAT | RSET | AUTH | STARTTLS |
/// |---|---|---|---|---|---|---|---|---|
/// | Connected | Ready | 503 | 503 | 503 | drop, 503 | same | 503 | 503 |
/// | Ready | Ready | ask; InTransaction | 503 | 503 | drop, 503 | same | ask; Ready | ask; Connected |
/// | InTransaction | Ready | 503 | ask; same | take; Ready | take; InChunks or Ready | Ready | 503 | 503 |
/// | InChunks | Ready | 503 | 503 | 503 | take; InChunks or Ready | Ready | 503 | 503 |
///
/// QUIT ends the session in every state; NOOP, HELP and VRFY change nothing.
public final class Session {
    private final Offer offer;

    public Session(Offer offer) {
        this.offer = offer;
    }

    /// The first reply.
    public Step greeting(Facts facts) {
        return new Step(new Connected(facts), new Action.Say(offer.greeting(facts.listener())));
    }

    /// What follows a command.
    public Step command(SessionState state, Command command) {
        return switch (command) {
            case Command.Ehlo(var name) -> hello(state, new Facts.Hello(name, true));
            case Command.Helo(var name) -> hello(state, new Facts.Hello(name, false));
            case Command.Mail mail -> mail(state, mail);
            case Command.Rcpt rcpt -> rcpt(state, rcpt);
            case Command.Data _ -> data(state);
            case Command.Bdat bdat -> bdat(state, bdat);
            case Command.Rset _ -> new Step(reset(state), new Action.Say(Replies.OK));
            case Command.Noop _ -> say(state, Replies.OK);
            case Command.Quit _ -> new Step(state, new Action.Close(Replies.BYE));
            case Command.Vrfy _ -> say(state, Replies.WILL_TRY);
            case Command.Expn _ -> say(state, Replies.NOT_IMPLEMENTED);
            case Command.Help _ -> say(state, Replies.HELP);
            case Command.StartTls _ -> startTls(state);
            case Command.Auth auth -> auth(state, auth);
            case Command.Unknown _ -> say(state, Replies.UNKNOWN_COMMAND);
            case Command.Malformed malformed -> say(state, Replies.of(malformed));
        };
    }

    /// What follows the answer to an action.
    public Step answer(SessionState state, Answer answer) {
        return switch (answer) {
            case Answer.SenderAdmitted(Command.Mail(var from, var parameters)) ->
                new Step(
                        new InTransaction(state.facts(), Envelope.from(from, parameters)),
                        new Action.Say(Replies.SENDER_OK));
            case Answer.RecipientAdmitted(var recipient) ->
                switch (state) {
                    case InTransaction(var facts, var envelope) ->
                        new Step(
                                new InTransaction(facts, envelope.with(recipient)),
                                new Action.Say(Replies.RECIPIENT_OK));
                    case Connected _, Ready _, InChunks _ -> say(state, Replies.MAIL_FIRST);
                };
            case Answer.Refused(var reply, var _) -> say(state, reply);
            case Answer.ContentTaken(var reply) -> new Step(new Ready(state.facts()), new Action.Say(reply));
            case Answer.ChunkTaken(var size) ->
                switch (state) {
                    case InTransaction(var facts, var envelope) ->
                        new Step(new InChunks(facts, envelope), new Action.Say(Replies.chunk(size)));
                    case InChunks _ -> say(state, Replies.chunk(size));
                    case Connected _, Ready _ -> say(state, Replies.MAIL_FIRST);
                };
            case Answer.TlsStarted(var tls) ->
                new Step(new Connected(state.facts().afterHandshake(tls)), new Action.Listen());
            case Answer.LoggedIn(var login) ->
                new Step(new Ready(state.facts().with(login)), new Action.Say(Replies.LOGGED_IN));
        };
    }

    private Step hello(SessionState state, Facts.Hello hello) {
        var facts = state.facts().with(hello);
        return new Step(new Ready(facts), new Action.Say(hello.extended() ? offer.toEhlo(facts) : offer.toHelo()));
    }

    private Step mail(SessionState state, Command.Mail mail) {
        return switch (state) {
            case Connected _ -> say(state, Replies.EHLO_FIRST);
            case Ready _ -> new Step(state, new Action.AdmitSender(mail));
            case InTransaction _ -> say(state, Replies.NESTED_MAIL);
            case InChunks _ -> say(state, Replies.CHUNKS_UNDER_WAY);
        };
    }

    private Step rcpt(SessionState state, Command.Rcpt rcpt) {
        return switch (state) {
            case Connected _ -> say(state, Replies.EHLO_FIRST);
            case Ready _ -> say(state, Replies.MAIL_FIRST);
            case InTransaction(var _, var envelope) -> new Step(state, new Action.AdmitRecipient(envelope, rcpt));
            case InChunks _ -> say(state, Replies.CHUNKS_UNDER_WAY);
        };
    }

    private Step data(SessionState state) {
        return switch (state) {
            case Connected _ -> say(state, Replies.EHLO_FIRST);
            case Ready _ -> say(state, Replies.MAIL_FIRST);
            case InTransaction(var _, var envelope) ->
                envelope.recipients().isEmpty()
                        ? say(state, Replies.NO_RECIPIENTS)
                        : new Step(state, new Action.TakeData(envelope));
            case InChunks _ -> say(state, Replies.CHUNKS_UNDER_WAY);
        };
    }

    private Step bdat(SessionState state, Command.Bdat bdat) {
        return switch (state) {
            case Connected _ -> new Step(state, new Action.DropChunk(bdat, Replies.EHLO_FIRST));
            case Ready _ -> new Step(state, new Action.DropChunk(bdat, Replies.MAIL_FIRST));
            case InTransaction(var _, var envelope) ->
                envelope.recipients().isEmpty()
                        ? new Step(state, new Action.DropChunk(bdat, Replies.NO_RECIPIENTS))
                        : new Step(state, new Action.TakeChunk(envelope, bdat));
            case InChunks(var _, var envelope) -> new Step(state, new Action.TakeChunk(envelope, bdat));
        };
    }

    private Step startTls(SessionState state) {
        if (state.facts().tls().isPresent()) {
            return say(state, Replies.TLS_IS_ON);
        }
        return switch (state) {
            // A client that says STARTTLS before EHLO knows what it wants; no harm comes of it.
            case Connected _, Ready _ -> new Step(state, new Action.Handshake());
            case InTransaction _, InChunks _ -> say(state, Replies.AUTH_IN_TRANSACTION);
        };
    }

    private Step auth(SessionState state, Command.Auth auth) {
        var facts = state.facts();
        if (!facts.listener().isSubmission()) {
            return say(state, Replies.AUTH_NOT_HERE);
        }
        if (!facts.mayAuthenticate()) {
            return say(state, Replies.AUTH_NEEDS_TLS);
        }
        return switch (state) {
            case Connected _ -> say(state, Replies.EHLO_FIRST);
            case Ready _ ->
                facts.login().isPresent()
                        ? say(state, Replies.LOGGED_IN_ALREADY)
                        : new Step(state, new Action.Authenticate(auth));
            case InTransaction _, InChunks _ -> say(state, Replies.AUTH_IN_TRANSACTION);
        };
    }

    private static SessionState reset(SessionState state) {
        return switch (state) {
            case Connected _, Ready _ -> state;
            case InTransaction(var facts, var _) -> new Ready(facts);
            case InChunks(var facts, var _) -> new Ready(facts);
        };
    }

    private static Step say(SessionState state, Reply reply) {
        return new Step(state, new Action.Say(reply));
    }
}
