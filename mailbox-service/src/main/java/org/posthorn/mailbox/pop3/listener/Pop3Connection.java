package org.posthorn.mailbox.pop3.listener;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.posthorn.events.AccountId;
import org.posthorn.events.api.AccountApi.Authenticate;
import org.posthorn.events.api.AccountApi.Authenticated;
import org.posthorn.events.api.MailApi.FlagChange;
import org.posthorn.mail.smtp.LineReader;
import org.posthorn.mailbox.listener.Connection;
import org.posthorn.mailbox.listener.TimedOutput;
import org.posthorn.mailbox.pop3.dialogue.Action;
import org.posthorn.mailbox.pop3.dialogue.Maildrop;
import org.posthorn.mailbox.pop3.dialogue.Pop3Session;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.http.Refusal;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// One connection from greeting to end, in the thread that runs it.
final class Pop3Connection implements Connection {
    private static final Logger LOG = LoggerFactory.getLogger(Pop3Connection.class);
    /// RFC 2449 §4, with CRLF.
    private static final int LINE = 255;
    /// RFC 5034 §4 lets a response be longer than a command.
    private static final int RESPONSE = 8 * 1024;
    private static final int MOST_FAILURES = 5;
    private static final int MOST_ERRORS = 20;
    private static final int AT_ONCE = 1_000;
    private static final byte[] FAILED =
            "-ERR [SYS/TEMP] The session ends by an internal error\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] NO_MEMORY =
            "-ERR [SYS/TEMP] There is no memory for this, try again later\r\n".getBytes(StandardCharsets.US_ASCII);
    private static final Duration FIRST_PENALTY = Duration.ofMillis(250);

    private final Pop3Services services;
    private final SSLContext tls;
    private final boolean tlsFirst;
    private final String clientIp;
    private final Pop3Session session;
    private final LineReader in;
    private final Socket raw;
    private Socket socket;
    private volatile TimedOutput timed;
    private OutputStream out;
    private Optional<AccountId> account = Optional.empty();
    private int failures;
    private int errors;
    private boolean ended;

    Pop3Connection(Pop3Services services, Socket socket, SSLContext tls, boolean tlsFirst) throws IOException {
        this.services = services;
        this.raw = socket;
        this.socket = socket;
        this.tls = tls;
        this.tlsFirst = tlsFirst;
        var address = socket.getInetAddress();
        clientIp = address.getHostAddress();
        session = new Pop3Session(address.isLoopbackAddress(), tlsFirst);
        in = new LineReader(socket.getInputStream());
        timed = new TimedOutput(socket.getOutputStream());
        out = new BufferedOutputStream(timed);
    }

    @Override
    public void run() {
        try {
            converse();
        } catch (SocketTimeoutException e) {
            LOG.debug("connection-silent client={}", clientIp);
        } catch (IOException e) {
            LOG.debug("connection-lost client={} reason={}", clientIp, e.getMessage());
        } catch (EnvironmentFailure e) {
            LOG.warn("session-unavailable client={} reason={}", clientIp, e.getMessage());
        } catch (RuntimeException e) {
            services.failures().bug();
            farewell(FAILED);
            LOG.error("session-failed client={}", clientIp, e);
        } catch (OutOfMemoryError e) {
            farewell(NO_MEMORY);
            services.failures().memory();
            LOG.error("session-out-of-memory client={}", clientIp, e);
        } finally {
            try {
                leave();
            } finally {
                close(socket);
                close();
            }
        }
    }

    /// The octets are there already, since there may be no memory.
    private void farewell(byte[] line) {
        try {
            out.write(line);
            out.flush();
        } catch (IOException e) {
            LOG.debug("farewell-failed client={} reason={}", clientIp, e.getMessage());
        }
    }

    /// Without a word of TLS, for which another thread would have to wait until the client has read what is being
    /// written.
    @Override
    public void close() {
        close(raw);
    }

    private void close(Socket which) {
        try {
            which.close();
        } catch (IOException e) {
            LOG.debug("close-failed client={} reason={}", clientIp, e.getMessage());
        }
    }

    @Override
    public void attend() {
        if (timed.isStuck(services.settings().writeTimeout().toNanos())) {
            close();
        }
    }

    private void converse() throws IOException {
        socket.setTcpNoDelay(true);
        socket.setSoTimeout((int) services.settings().loginTimeout().toMillis());
        if (tlsFirst) {
            beginTls();
        }
        reply(Pop3Session.greeting());
        while (!ended) {
            if (!in.hasBuffered()) {
                out.flush();
            }
            switch (in.next(session.expectsResponse() ? RESPONSE : LINE)) {
                case LINE -> line();
                case TOO_LONG -> wrong("-ERR The line is too long");
                case END -> ended = true;
            }
        }
        out.flush();
    }

    private void line() throws IOException {
        if (in.hasStrayControl()) {
            wrong("-ERR A line ends with CR LF and has no other control characters");
            return;
        }
        carryOut(session.line(in.text()));
    }

    private void carryOut(Action action) throws IOException {
        switch (action) {
            case Action.Reply(var text) -> {
                if (text.startsWith("-ERR")) {
                    wrong(text);
                } else {
                    reply(text);
                }
            }
            case Action.Listing(var text, var lines) -> list(text, lines);
            case Action.LogIn(var name, var password) -> logIn(name, password);
            case Action.Send send -> send(send);
            case Action.BeginTls(var text) -> {
                reply(text);
                out.flush();
                beginTls();
                session.tlsBegan();
            }
            case Action.Update(var maildrop) -> update(maildrop);
            case Action.End(var text) -> end(text);
        }
    }

    private void reply(String text) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    private void end(String text) throws IOException {
        reply(text);
        ended = true;
    }

    /// Who only errs before a login is sent away.
    private void wrong(String text) throws IOException {
        reply(text);
        errors++;
        if (!session.isLoggedIn() && errors >= MOST_ERRORS) {
            end("-ERR Too many errors, bye");
        }
    }

    private void list(String text, Stream<String> lines) throws IOException {
        reply(text);
        for (var line : (Iterable<String>) lines::iterator) {
            reply(line);
        }
        reply(".");
    }

    private void send(Action.Send send) throws IOException {
        boolean there;
        try {
            there = new MessageSender(services.store(), account.orElseThrow(), out).send(send);
        } catch (EnvironmentFailure e) {
            throw new IOException("the mail store went away", e);
        }
        if (!there) {
            reply("-ERR The message was deleted by another session");
        } else if (send.lines() < 0) {
            session.sent(send.number());
        }
    }

    private void logIn(String name, String password) throws IOException {
        Action answer;
        try {
            var login = new Authenticate(name, password, "pop3", clientIp);
            answer = open(services.authentication().authenticate(login));
        } catch (Refusal e) {
            failures++;
            answer = session.notLoggedIn(code(e) + e.getMessage());
            penalty();
        } catch (EnvironmentFailure e) {
            LOG.warn("login-unavailable client={} reason={}", clientIp, e.getMessage());
            answer = session.notLoggedIn("[SYS/TEMP] The mail store is not available, try again later");
        }
        carryOut(answer);
        if (session.isLoggedIn()) {
            socket.setSoTimeout((int) services.settings().idleTimeout().toMillis());
            return;
        }
        leave();
        if (failures >= MOST_FAILURES) {
            end("-ERR Too many failed logins, bye");
        }
    }

    private Action open(Authenticated user) {
        if (!services.locks().take(user.account())) {
            return session.notLoggedIn("[IN-USE] Another session has this mailbox");
        }
        account = Optional.of(user.account());
        return services.store()
                .open(user.account())
                .map(session::loggedIn)
                .orElseGet(() -> session.notLoggedIn("[SYS/PERM] The account was deleted"));
    }

    /// RFC 3206.
    private static String code(Refusal refusal) {
        return switch (refusal.problem().status()) {
            case 401 -> "[AUTH] ";
            case 403 -> "[SYS/PERM] ";
            default -> "[SYS/TEMP] ";
        };
    }

    /// Who guesses passwords waits longer each time.
    private void penalty() {
        try {
            Thread.sleep(FIRST_PENALTY.multipliedBy(1L << Math.min(failures, MOST_FAILURES)));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// RFC 1939 §6.
    private void update(Maildrop maildrop) throws IOException {
        var ids = maildrop.deleted();
        try {
            for (int from = 0; from < ids.size(); from += AT_ONCE) {
                var part = ids.subList(from, Math.min(ids.size(), from + AT_ONCE));
                services.changes().expunge(account.orElseThrow().value(), part);
            }
            leave();
            end("+OK Bye");
        } catch (EnvironmentFailure e) {
            LOG.warn("update-unavailable client={} reason={}", clientIp, e.getMessage());
            end("-ERR [SYS/TEMP] Some deleted messages were not removed");
        }
    }

    /// What was read is seen; others may have the maildrop.
    private void leave() {
        var leaving = account;
        account = Optional.empty();
        leaving.ifPresent(of -> {
            try {
                var read = session.read();
                for (int from = 0; from < read.size(); from += AT_ONCE) {
                    var part = read.subList(from, Math.min(read.size(), from + AT_ONCE));
                    services.changes().flag(of.value(), new FlagChange(part, List.of("\\Seen"), List.of()));
                }
            } catch (EnvironmentFailure | Refusal e) {
                LOG.warn("leave-failed account={} reason={}", of, e.getMessage());
            } finally {
                release(of);
            }
        });
    }

    private void release(AccountId leaving) {
        try {
            services.locks().release(leaving);
        } catch (EnvironmentFailure e) {
            LOG.warn("lock-not-released account={} reason={}", leaving, e.getMessage());
        }
    }

    private void beginTls() throws IOException {
        var plain = socket;
        var secure = (SSLSocket) tls.getSocketFactory().createSocket(plain, null, plain.getPort(), true);
        secure.setUseClientMode(false);
        secure.startHandshake();
        socket = secure;
        timed = new TimedOutput(secure.getOutputStream());
        out = new BufferedOutputStream(timed);
        in.switchTo(secure.getInputStream());
    }
}
