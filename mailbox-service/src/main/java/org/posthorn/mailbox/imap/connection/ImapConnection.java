package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.posthorn.mail.Parsed;
import org.posthorn.mailbox.imap.grammar.Command;
import org.posthorn.mailbox.imap.grammar.CommandParser;
import org.posthorn.mailbox.imap.grammar.RawCommand;
import org.posthorn.mailbox.imap.session.Rules;
import org.posthorn.mailbox.imap.session.Rules.Ruling;
import org.posthorn.mailbox.imap.session.SessionState.Event;
import org.posthorn.mailbox.imap.session.SessionState.LoggedOut;
import org.posthorn.mailbox.imap.session.SessionState.NotAuthenticated;
import org.posthorn.mailbox.imap.session.SessionState.Security;
import org.posthorn.mailbox.imap.wire.CommandReader;
import org.posthorn.mailbox.imap.wire.Incoming;
import org.posthorn.mailbox.imap.wire.ReadLimits;
import org.posthorn.mailbox.imap.wire.ResponseWriter;
import org.posthorn.mailbox.listener.Connection;
import org.posthorn.runtime.EnvironmentFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection from greeting to end, in the thread that runs it.
public final class ImapConnection implements Connection {
    private static final Logger LOG = LoggerFactory.getLogger(ImapConnection.class);
    private static final int LINE = 64 * 1024;
    private static final int LITERALS = 64 * 1024;
    private static final int MOST_FAILURES = 5;
    private static final int MOST_BAD_COMMANDS = 20;
    private static final Duration FIRST_PENALTY = Duration.ofMillis(250);

    private final Shared shared;
    private final boolean tlsFirst;
    private final String clientIp;
    private final ReadLimits limits;
    private final PushWindow window = new PushWindow(this::push, this::close);
    private final Pace pace;
    private final Transport transport;
    private final CommandReader in;
    private final ResponseWriter out;
    private final Farewell farewell;
    private final Session session;
    private final Commands commands;
    private final Uploads uploads;
    private volatile boolean parting;
    private boolean idling;
    private int failures;
    private int badCommands;

    /// @param tlsFirst whether TLS begins before the greeting
    public ImapConnection(Shared shared, Socket socket, SSLContext tls, boolean tlsFirst) throws IOException {
        this.shared = shared;
        this.pace = new Pace(socket, System::nanoTime);
        this.transport = new Transport(socket, tls, pace);
        this.tlsFirst = tlsFirst;
        var address = socket.getInetAddress();
        this.clientIp = address.getHostAddress();
        this.limits = new ReadLimits(LINE, LITERALS, shared.appendLimit());
        this.in = transport.in();
        this.out = transport.out();
        this.farewell = new Farewell(out, shared.failures(), clientIp);
        var security = address.isLoopbackAddress() ? Security.CLEAR_TRUSTED : Security.CLEAR;
        this.session = new Session(shared, out, new NotAuthenticated(security));
        this.commands = new Commands(session, new LoginCommands(session, in, clientIp));
        this.uploads = new Uploads(shared.appendBudget(), pace, new Uploads.Connection() {
            @Override
            public void store(List<Uploads.Tagged> appends) throws IOException {
                shutWindow();
                append(appends);
            }

            @Override
            public void ask() throws IOException {
                shutWindow();
                out.text("+ Go on").end();
                out.flush();
            }
        });
    }

    @Override
    public void run() {
        try {
            converse();
        } catch (SocketTimeoutException e) {
            farewell.say("Nothing came for too long");
        } catch (IOException e) {
            LOG.debug("connection-lost client={} reason={}", clientIp, e.getMessage());
        } catch (RuntimeException | StackOverflowError | OutOfMemoryError e) {
            farewell.failed(e);
        } finally {
            end();
        }
    }

    /// Whatever fails of it, what others share is given back.
    private void end() {
        try {
            session.end();
        } finally {
            uploads.end();
            transport.end();
            if (transport.isCompressed()) {
                shared.compressions().release();
            }
        }
    }

    /// The connection's own thread finds an end where it reads next, and says `BYE`: never within a response.
    @Override
    public void part() {
        parting = true;
        pace.end();
    }

    @Override
    public void close() {
        transport.close();
    }

    @Override
    public void attend() {
        var settings = shared.settings();
        long quiet = settings.progressInterval().toNanos();
        if (transport.isStuck(settings.writeTimeout())
                || session.room().isStuck(settings.writeTimeout())
                || pace.isOverSince(settings.uploadTimeout().toNanos())) {
            close();
        } else if (!pace.isOver() && pace.isTooSlow(settings.uploadTimeout().toNanos())) {
            LOG.info("slow-upload-ended client={}", clientIp);
            pace.end();
        } else if (session.progress().isDue(quiet)) {
            Thread.startVirtualThread(() -> tellProgress(quiet));
        }
    }

    /// Tells the client that its command is still under way (RFC 9585).
    private void tellProgress(long quiet) {
        try {
            session.progress().tell(quiet);
        } catch (IOException e) {
            close();
        }
    }

    private void converse() throws IOException {
        transport.sendAtOnce();
        transport.timeout(shared.settings().loginTimeout());
        if (tlsFirst) {
            beginTls();
        }
        out.untagged("OK [CAPABILITY " + shared.capabilities().of(session.state()) + "] Posthorn is ready");
        out.flush();
        while (!(session.state() instanceof LoggedOut)) {
            switch (next()) {
                case Incoming.Whole(var raw) -> handle(raw);
                case Incoming.Dropped(var tag, var limit) -> {
                    uploads.store();
                    refuse(tag, refusal(limit));
                }
                case Incoming.End(var abusive) -> {
                    uploads.store();
                    inputEnded(abusive);
                    return;
                }
            }
            if (!in.hasMore()) {
                uploads.store();
                out.flush();
            }
            uploads.release();
        }
        out.flush();
    }

    /// Says why, when it is we who ended it.
    private void inputEnded(boolean abusive) {
        if (abusive) {
            farewell.say("Far too long");
        } else if (parting) {
            farewell.say("Server is shutting down");
        } else if (pace.isOver()) {
            farewell.say("The message comes too slowly");
        }
    }

    private void handle(RawCommand raw) throws IOException {
        var tag = CommandParser.tag(raw);
        switch (CommandParser.parse(raw)) {
            case Parsed.Malformed<Command>(var reason) -> {
                uploads.store();
                refuse(tag, (reason.startsWith("[") ? "NO " : "BAD ") + reason);
            }
            case Parsed.Ok<Command>(var command) -> handle(tag, command);
        }
    }

    private void handle(String tag, Command command) throws IOException {
        var ruling = Rules.on(session.state(), command);
        if (command instanceof Command.Append append && ruling instanceof Ruling.Allowed) {
            uploads.add(tag, append);
            return;
        }
        uploads.store();
        switch (ruling) {
            case Ruling.Refused(var answer) -> refuse(tag, answer);
            case Ruling.Allowed() -> carryOut(tag, command);
        }
    }

    private void append(List<Uploads.Tagged> appends) throws IOException {
        var answers = appends.stream().map(_ -> Answer.UNAVAILABLE).toList();
        session.progress().begins(appends.getFirst().tag());
        try {
            answers = commands.append(
                    appends.stream().map(Uploads.Tagged::command).toList());
        } catch (EnvironmentFailure e) {
            LOG.warn("command-unavailable client={} reason={}", clientIp, e.getMessage());
        }
        for (int i = 0; i < appends.size(); i++) {
            answer(appends.get(i).tag(), answers.get(i));
        }
    }

    private void carryOut(String tag, Command command) throws IOException {
        switch (command) {
            case Command.StartTls() -> startTls(tag);
            case Command.Idle() -> idle(tag);
            case Command.Compress(var algorithm) -> compress(tag, algorithm);
            default -> {
                boolean wasOut = session.user().isEmpty();
                answer(tag, perform(tag, command));
                if (command instanceof Command.Logout) {
                    session.happened(new Event.Ended());
                } else if (command instanceof Command.BeforeLogin) {
                    afterLogin(wasOut && session.user().isPresent());
                }
            }
        }
    }

    /// What of the environment fails is said to the client; the session goes on.
    private Answer perform(String tag, Command command) throws IOException {
        session.progress().begins(tag);
        try {
            return commands.run(tag, command);
        } catch (EnvironmentFailure e) {
            LOG.warn("command-unavailable client={} reason={}", clientIp, e.getMessage());
            return Answer.UNAVAILABLE;
        }
    }

    private void answer(String tag, Answer answer) throws IOException {
        try {
            session.tellNews(answer.news());
        } catch (EnvironmentFailure e) {
            LOG.warn("news-unavailable client={} reason={}", clientIp, e.getMessage());
        }
        out.text(tag).text(" ").text(session.text(answer)).end();
    }

    private static String refusal(Incoming.Limit limit) {
        return switch (limit) {
            case LINE -> "BAD The command is too long";
            case LITERAL -> "NO [TOOBIG] The literal is too large";
            case ROOM -> "NO [UNAVAILABLE] Too much is being uploaded at the moment; try again later";
        };
    }

    private void refuse(String tag, String text) throws IOException {
        out.text(tag).text(" ").text(text).end();
        badCommands++;
        if (session.user().isEmpty() && badCommands >= MOST_BAD_COMMANDS) {
            out.untagged("BYE Too many bad commands");
            session.happened(new Event.Ended());
        }
    }

    /// Who guesses passwords waits longer each time and is sent away in the end.
    private void afterLogin(boolean succeeded) throws IOException {
        if (succeeded) {
            transport.timeout(shared.settings().idleTimeout());
            return;
        }
        failures++;
        try {
            Thread.sleep(FIRST_PENALTY.multipliedBy(1L << failures));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (failures >= MOST_FAILURES) {
            out.untagged("BYE Too many failed logins");
            session.happened(new Event.Ended());
        }
    }

    private void startTls(String tag) throws IOException {
        out.text(tag).text(" OK Begin TLS now").end();
        out.flush();
        beginTls();
    }

    private void beginTls() throws IOException {
        transport.beginTls();
        session.happened(new Event.TlsBegan());
    }

    private void compress(String tag, String algorithm) throws IOException {
        if (!algorithm.equals("DEFLATE")) {
            refuse(tag, "BAD Unknown compression");
        } else if (transport.isCompressed()) {
            refuse(tag, "NO [COMPRESSIONACTIVE] Compression is active already");
        } else if (!shared.compressions().tryAcquire()) {
            refuse(tag, "NO [LIMIT] Too many connections are compressed");
        } else {
            beginCompression(tag);
        }
    }

    private void beginCompression(String tag) throws IOException {
        try {
            out.text(tag).text(" OK Compression begins").end();
            out.flush();
            transport.compress();
        } finally {
            if (!transport.isCompressed()) {
                shared.compressions().release();
            }
        }
    }

    /// RFC 2177: news are told as they come, until `DONE`.
    private void idle(String tag) throws IOException {
        out.text("+ idling").end();
        out.flush();
        Optional<String> line;
        idling = true;
        try {
            session.look();
            openWindow();
            line = in.line(LINE);
        } finally {
            shutWindow();
            idling = false;
        }
        if (line.isEmpty()) {
            inputEnded(false);
            session.happened(new Event.Ended());
        } else if (line.get().strip().equalsIgnoreCase("DONE")) {
            answer(tag, Answer.ok("Idled"));
        } else {
            refuse(tag, "BAD Expected DONE");
        }
    }

    private void openWindow() throws IOException {
        session.onNotice(window::wake);
        window.open();
    }

    private void shutWindow() {
        session.onNotice(null);
        window.shut();
    }

    /// Reads on; a client that asked for it hears meanwhile what happens (RFC 5465 §3).
    private Incoming next() throws IOException {
        var current = session.state() instanceof NotAuthenticated ? ReadLimits.BEFORE_LOGIN : limits;
        if (!session.isWatching() || in.hasMore()) {
            return in.next(current, uploads);
        }
        try {
            openWindow();
            return in.next(current, uploads);
        } finally {
            shutWindow();
        }
    }

    /// Mostly in another thread, which must not end with a bug and leave a session that hears no more.
    private void push() throws IOException {
        try {
            session.push(idling);
        } catch (EnvironmentFailure e) {
            LOG.warn("news-unavailable client={} reason={}", clientIp, e.getMessage());
        } catch (RuntimeException | OutOfMemoryError e) {
            farewell.failed(e);
            throw new IOException("news cannot be told", e);
        }
        out.flush();
    }
}
