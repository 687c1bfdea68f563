package org.posthorn.ingress.listener;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.ingress.acceptance.ContentReceiver;
import org.posthorn.ingress.acceptance.EndlessContent;
import org.posthorn.ingress.limits.Visitor;
import org.posthorn.ingress.session.Action;
import org.posthorn.ingress.session.Answer;
import org.posthorn.ingress.session.ClientAddress;
import org.posthorn.ingress.session.Envelope;
import org.posthorn.ingress.session.Facts;
import org.posthorn.ingress.session.Replies;
import org.posthorn.ingress.session.SessionState;
import org.posthorn.ingress.session.Step;
import org.posthorn.mail.smtp.Command;
import org.posthorn.mail.smtp.CommandParser;
import org.posthorn.mail.smtp.Reply;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One session on one virtual thread: reads a command, asks the machine, does what it says, feeds answers back.
final class SessionThread implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(SessionThread.class);

    /// RFC 5321 §4.5.3.1.4 asks for 512; MAIL and RCPT with all extensions need more.
    private static final int MAX_COMMAND = 4096;

    private static final int MAX_ERRORS = 20;
    private static final int MAX_REFUSED_RECIPIENTS = 100;
    private static final int MAX_FAILED_LOGINS = 3;
    /// A chunk that nobody wants is read and dropped up to here; a larger one ends the session.
    private static final long MAX_DROPPED_CHUNK = 64L * 1024 * 1024;

    private final SessionServices services;
    private final Connection connection;
    private final ClientAddress client;
    private final Visitor visitor;
    private final OpenSessions.Ticket ticket;
    private final long ends;
    private SessionState state;
    private @Nullable ContentReceiver receiver;
    private int errors;
    private int refusedRecipients;
    private int failedLogins;
    private boolean over;

    SessionThread(
            SessionServices services, Connection connection, Client client, Facts facts, OpenSessions.Ticket ticket) {
        this.services = services;
        this.connection = connection;
        this.client = client.address();
        this.visitor = client.visitor();
        this.ticket = ticket;
        this.ends = System.nanoTime() + services.times().session().toNanos();
        this.state = new SessionState.Connected(facts);
    }

    /// Who is at the other end, and what it takes of limits.
    record Client(ClientAddress address, Visitor visitor) {}

    @Override
    public void run() {
        try {
            perform(services.session().greeting(state.facts()));
            while (!over) {
                connection.flushUnlessMoreIsAtHand();
                next();
            }
        } catch (SocketTimeoutException _) {
            bid(Replies.TIMEOUT);
        } catch (EndlessContent _) {
            bid(Replies.TOO_LARGE);
        } catch (IOException e) {
            LOG.debug("session-cut client={} reason={}", client.ip(), e.toString());
        } catch (RuntimeException e) {
            LOG.error("session-failed client={}", client.ip(), e);
            bid(Replies.INTERNAL_ERROR);
        } finally {
            dropContent();
            visitor.release();
        }
    }

    /// Reads one command and does what follows.
    private void next() throws IOException {
        if (ticket.isDraining()) {
            over = true;
            bid(Replies.SHUTTING_DOWN);
            return;
        }
        var left = Duration.ofNanos(ends - System.nanoTime());
        if (left.isNegative()) {
            over = true;
            bid(Replies.SESSION_TOO_LONG);
            return;
        }
        var patience = state instanceof SessionState.Connected
                ? services.times().greeting()
                : services.times().idle();
        connection.allow(patience, min(patience, left));
        var lines = connection.lines();
        ticket.waiting(!lines.hasBuffered());
        var outcome = lines.next(MAX_COMMAND);
        ticket.waiting(false);
        switch (outcome) {
            case END -> {
                over = true;
                if (ticket.isDraining()) {
                    bid(Replies.SHUTTING_DOWN);
                }
            }
            case TOO_LONG -> perform(new Step(state, new Action.Say(Replies.LINE_TOO_LONG)));
            case LINE -> {
                if (lines.hasStrayControl()) {
                    perform(new Step(state, new Action.Say(Replies.STRAY_CONTROL)));
                } else {
                    var command = CommandParser.parse(lines.buffer(), lines.start(), lines.end());
                    perform(services.session().command(state, command));
                }
            }
        }
    }

    /// Goes through steps until one says something or listens.
    private void perform(Step first) throws IOException {
        var step = first;
        while (true) {
            state = step.next();
            if (!(state instanceof SessionState.InChunks)) {
                dropContent();
                releaseUnlessInTransaction();
            }
            var answer = act(step.action());
            if (answer.isEmpty()) {
                return;
            }
            step = services.session().answer(state, answer.get());
        }
    }

    /// What comes to nothing takes nothing of limits.
    private void releaseUnlessInTransaction() {
        if (!(state instanceof SessionState.InTransaction)) {
            visitor.release();
        }
    }

    private Optional<Answer> act(Action action) throws IOException {
        return switch (action) {
            case Action.Say(var reply) -> {
                say(reply);
                yield Optional.empty();
            }
            case Action.Close(var reply) -> {
                over = true;
                bid(reply);
                yield Optional.empty();
            }
            case Action.Listen _ -> Optional.empty();
            case Action.AdmitSender(var mail) -> Optional.of(admitSender(mail));
            case Action.AdmitRecipient(var envelope, var rcpt) -> Optional.of(admitRecipient(envelope, rcpt));
            case Action.TakeData(var envelope) -> takeData(envelope);
            case Action.TakeChunk(var envelope, var chunk) -> takeChunk(envelope, chunk);
            case Action.DropChunk(var chunk, var reply) -> dropChunk(chunk, reply);
            case Action.Handshake _ -> Optional.of(handshake());
            case Action.Authenticate(var auth) -> Optional.of(authenticate(auth));
        };
    }

    private void say(Reply reply) throws IOException {
        connection.say(reply);
        if (reply.severity() == Reply.Severity.PERMANENT && ++errors > MAX_ERRORS + refusedRecipients) {
            over = true;
            bid(Replies.TOO_MANY_ERRORS);
        }
    }

    /// Says a last word to whoever may still listen.
    private void bid(Reply reply) {
        try {
            connection.say(reply);
            connection.flush();
        } catch (IOException _) {
            LOG.debug("session-gone client={}", client.ip());
        }
    }

    private Answer admitSender(Command.Mail mail) {
        var answer = services.admission().sender(state.facts(), visitor, mail);
        if (answer instanceof Answer.Refused why) {
            refused("MAIL", Optional.of(mail.from().toString()), Optional.empty(), why);
        }
        return answer;
    }

    private Answer admitRecipient(Envelope envelope, Command.Rcpt rcpt) {
        var answer = services.admission().recipient(state.facts(), visitor, envelope, rcpt);
        if (answer instanceof Answer.Refused why) {
            if (refusedRecipients < MAX_REFUSED_RECIPIENTS && !why.reply().isPositive()) {
                refusedRecipients++;
            }
            refused(
                    "RCPT",
                    Optional.of(envelope.from().toString()),
                    Optional.of(rcpt.to().toString()),
                    why);
        }
        return answer;
    }

    private Optional<Answer> takeData(Envelope envelope) throws IOException {
        connection.say(Replies.GO_AHEAD);
        connection.flush();
        var content = services.acceptance().begin(state.facts(), client, envelope);
        receiver = content;
        allowContent();
        if (!content.data(connection.lines())) {
            over = true;
            return Optional.empty();
        }
        return Optional.of(accept(content, envelope, "DATA"));
    }

    private Optional<Answer> takeChunk(Envelope envelope, Command.Bdat chunk) throws IOException {
        var content = receiver;
        if (content == null) {
            content = services.acceptance().begin(state.facts(), client, envelope);
            receiver = content;
        }
        allowContent();
        if (!content.chunk(connection.lines(), chunk.size())) {
            over = true;
            return Optional.empty();
        }
        return Optional.of(chunk.last() ? accept(content, envelope, "BDAT") : new Answer.ChunkTaken(chunk.size()));
    }

    private Answer accept(ContentReceiver content, Envelope envelope, String command) {
        long start = System.nanoTime();
        var taken = services.acceptance().accept(content);
        var reply = taken.reply();
        dropContent();
        if (reply.isPositive()) {
            visitor.keep();
            services.metrics().accepted(content.size());
            services.metrics().acceptance().record(Duration.ofNanos(System.nanoTime() - start));
        } else {
            var why = new Answer.Refused(reply, taken.rule());
            refused(command, Optional.of(envelope.from().toString()), Optional.empty(), why);
        }
        return new Answer.ContentTaken(reply);
    }

    private Optional<Answer> dropChunk(Command.Bdat chunk, Reply reply) throws IOException {
        allowContent();
        long left = chunk.size();
        var block = new byte[8 * 1024];
        while (left > 0 && left <= MAX_DROPPED_CHUNK) {
            int count = connection.lines().read(block, 0, (int) Math.min(block.length, left));
            if (count < 0) {
                over = true;
                return Optional.empty();
            }
            left -= count;
        }
        if (left > 0) {
            over = true;
            bid(reply);
            return Optional.empty();
        }
        return Optional.of(new Answer.Refused(reply));
    }

    private Answer handshake() throws IOException {
        connection.say(Replies.READY_FOR_TLS);
        var tls = connection.handshake(
                services.tls().getSocketFactory(), services.times().greeting());
        services.metrics().encrypted();
        return new Answer.TlsStarted(tls);
    }

    private Answer authenticate(Command.Auth auth) throws IOException {
        connection.allow(services.times().idle(), services.times().idle());
        var answer = visitor.guessedTooOften()
                ? new Answer.Refused(Replies.AUTH_TOO_MANY)
                : new SaslDialogue(services.logins(), client.ip()).hold(connection, auth);
        boolean right = answer instanceof Answer.LoggedIn;
        services.metrics().loggedIn(right);
        if (answer instanceof Answer.Refused why) {
            refused("AUTH", Optional.empty(), Optional.empty(), why);
            if (why.reply().equals(Replies.AUTH_WRONG)) {
                visitor.guessed();
                errors = ++failedLogins >= MAX_FAILED_LOGINS ? MAX_ERRORS + MAX_REFUSED_RECIPIENTS : errors;
            }
        }
        return answer;
    }

    /// Content may take the rest of the session, but each read no longer than the idle time.
    private void allowContent() {
        connection.allow(services.times().idle(), Duration.ofNanos(Math.max(1, ends - System.nanoTime())));
    }

    private void refused(String at, Optional<String> reversePath, Optional<String> forwardPath, Answer.Refused why) {
        services.tell(client, state.facts(), new SessionServices.Refused(at, reversePath, forwardPath), why);
    }

    private void dropContent() {
        var content = receiver;
        if (content != null) {
            content.close();
            receiver = null;
        }
    }

    private static Duration min(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
