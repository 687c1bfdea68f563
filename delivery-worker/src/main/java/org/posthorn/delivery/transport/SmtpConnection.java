package org.posthorn.delivery.transport;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.delivery.transport.Baton.Successor;
import org.posthorn.delivery.transport.ClientInput.Begin;
import org.posthorn.delivery.transport.ClientInput.Broken;
import org.posthorn.delivery.transport.ClientInput.ContentSent;
import org.posthorn.delivery.transport.ClientInput.Got;
import org.posthorn.delivery.transport.ClientInput.NotSecured;
import org.posthorn.delivery.transport.ClientInput.Resume;
import org.posthorn.delivery.transport.ClientInput.Secured;
import org.posthorn.delivery.transport.ClientStep.Action;
import org.posthorn.mail.Parsed;
import org.posthorn.mail.smtp.Capabilities;
import org.posthorn.mail.smtp.LineReader;
import org.posthorn.mail.smtp.Reply;
import org.posthorn.mail.smtp.ReplyParser;

/// A connection to one server: does what the machine says. Blocking; used by one thread at a time.
final class SmtpConnection implements AutoCloseable {
    private static final int PIECE = 64 * 1024;
    /// After a failed write, for the refusal that the server may have sent before it hung up.
    private static final Duration LAST_WORDS = Duration.ofSeconds(5);

    private final MailServer server;
    private final Timeouts timeouts;
    private final Watchdog watchdog;
    private Socket socket;
    private DeadlineInput input;
    private LineReader reader;
    private OutputStream output;
    private ClientState state;
    private int messages;
    private boolean answered;
    private TlsFailure failure = TlsFailure.STARTTLS_NOT_SUPPORTED;
    private Optional<TlsFailure> flaw = Optional.empty();
    private Successor successor = (_, _) -> Optional.empty();
    private @Nullable Baton following;

    private SmtpConnection(MailServer server, Timeouts timeouts, Watchdog watchdog, Socket socket) throws IOException {
        this.server = server;
        this.timeouts = timeouts;
        this.watchdog = watchdog;
        this.socket = socket;
        this.input = new DeadlineInput(socket);
        this.reader = new LineReader(input);
        this.output = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
        this.state = new ClientState.Closed();
    }

    /// Either a connection that is ready for mail, or what the server, or nobody, said.
    sealed interface Opened {
        /// @param shortfall why there is no TLS, or what is wrong with it
        record Open(SmtpConnection connection, Optional<TlsFailure> shortfall) implements Opened {}

        /// @param tls what failed; without TLS it might have worked
        record Failed(Cause cause, Optional<TlsFailure> tls) implements Opened {}
    }

    static Opened open(MailServer server, String ourName, Timeouts timeouts, Watchdog watchdog) {
        var socket = new Socket();
        try {
            socket.setTcpNoDelay(true);
            if (server.from().isPresent()) {
                socket.bind(new InetSocketAddress(server.from().get().address(), 0));
            }
            socket.connect(server.address(), (int) timeouts.connect().toMillis());
            var connection = new SmtpConnection(server, timeouts, watchdog, socket);
            var action = connection.introduce(new Opening(
                    server.from().map(SourceAddress::name).orElse(ourName), server.tls(), server.credentials()));
            return switch (action) {
                case Action.Refused(var cause, var tls) -> {
                    connection.close();
                    yield new Opened.Failed(cause, tls ? Optional.of(connection.failure) : Optional.empty());
                }
                case Action.Opened _ ->
                    new Opened.Open(
                            connection, connection.isSecured() ? connection.flaw : Optional.of(connection.failure));
                case Action.Send _, Action.Await _, Action.Secure _, Action.SendContent _, Action.Finished _ ->
                    throw new IllegalStateException("an introduction ends open or refused");
            };
        } catch (IOException e) {
            closeQuietly(socket);
            var sentence = "Connecting to " + server.name() + " (" + server.ip() + ") failed: " + reason(e);
            return new Opened.Failed(new Cause.Ours("4.4.1", sentence), Optional.empty());
        }
    }

    MailServer server() {
        return server;
    }

    /// Messages that were begun on it.
    int messages() {
        return messages;
    }

    /// How many recipients the server takes in one transaction.
    int recipientsAtOnce() {
        return MailCommands.recipientsAtOnce(capabilities());
    }

    /// What the server offers, while the connection is ready.
    Capabilities capabilities() {
        return state instanceof ClientState.Ready(var capabilities, var _) ? capabilities : Capabilities.NONE;
    }

    private boolean isSecured() {
        return state instanceof ClientState.Ready(var _, var secured) && secured;
    }

    /// Another message may follow.
    boolean reusable() {
        return state instanceof ClientState.Ready;
    }

    /// The server did not say a word to the last message: had the connection been lying there, it was
    /// closed meanwhile.
    boolean wasSilent() {
        return !answered;
    }

    /// Something came, or the end, while the connection lay idle: it is of no more use.
    boolean isStale() {
        try {
            return socket.isClosed() || reader.hasBuffered() || input.available() > 0;
        } catch (IOException _) {
            return true;
        }
    }

    /// Sends a message; one result for each recipient, in order.
    ///
    /// @param successor is asked for a message to follow when the content is out
    List<RecipientResult> deliver(OutgoingMessage message, Successor successor) {
        return transact(take(new Begin(message)), message, successor);
    }

    /// Goes on with the message whose envelope was sent behind the last one.
    List<RecipientResult> resume(OutgoingMessage message, Successor successor) {
        return transact(take(new Resume()), message, successor);
    }

    private List<RecipientResult> transact(Action first, OutgoingMessage message, Successor successor) {
        messages++;
        answered = false;
        this.successor = successor;
        return switch (run(first, message.content())) {
            case Action.Finished(var results) -> results;
            case Action.Send _,
                    Action.Await _,
                    Action.Secure _,
                    Action.SendContent _,
                    Action.Opened _,
                    Action.Refused _ -> throw new IllegalStateException("a transaction ends with its results");
        };
    }

    /// Hands the connection to the message whose envelope is out already, or tells it that there is none. From then
    /// on it is another thread's: whoever had it must not even look at it.
    ///
    /// @return whether somebody has it now
    boolean passOn() {
        var follows = following;
        following = null;
        if (follows == null) {
            return false;
        }
        if (state instanceof ClientState.Primed) {
            follows.pass(this);
            return true;
        }
        follows.drop();
        return false;
    }

    /// Says goodbye without waiting for the answer.
    void quit() {
        try (this) {
            if (reusable()) {
                output.write("QUIT\r\n".getBytes(StandardCharsets.US_ASCII));
                flushWithin(timeouts.connect());
            }
        } catch (IOException _) {
            // It left first.
        }
    }

    @Override
    public void close() {
        state = new ClientState.Closed();
        closeQuietly(socket);
    }

    private Action introduce(Opening opening) {
        state = new ClientState.AwaitingGreeting(opening);
        return run(new Action.Await(), OutgoingContent.of(new byte[0]));
    }

    /// Acts until the machine is at rest.
    private Action run(Action first, OutgoingContent content) {
        var action = first;
        while (true) {
            switch (action) {
                case Action.Opened _, Action.Refused _, Action.Finished _ -> {
                    return action;
                }
                case Action.Await() -> action = take(read(timeouts.of(state)));
                case Action.Send(var lines) -> action = take(exchange(lines));
                case Action.Secure() -> action = take(secure());
                case Action.SendContent(var chunked) -> action = take(send(content, chunked));
            }
        }
    }

    private Action take(ClientInput happened) {
        var step = SmtpMachine.step(state, happened);
        state = step.state();
        return step.action();
    }

    private ClientInput exchange(List<String> lines) {
        try {
            for (var line : lines) {
                writeLine(line);
            }
            flushWithin(timeouts.command());
        } catch (IOException e) {
            return lastWords(e);
        }
        return read(timeouts.of(state));
    }

    private ClientInput read(Duration limit) {
        input.within(limit);
        try {
            var reply = ReplyParser.read(reader);
            if (reply.isEmpty()) {
                return new Broken(server.name() + " closed the connection" + place());
            }
            return switch (reply.get()) {
                case Parsed.Ok<Reply>(var good) -> {
                    answered = true;
                    yield new Got(good);
                }
                case Parsed.Malformed<Reply>(var reason) ->
                    new Broken(server.name() + " sent what is not a reply" + place() + ": " + reason);
            };
        } catch (SocketTimeoutException _) {
            return new Broken(server.name() + " did not answer within " + limit.toSeconds() + " s" + place());
        } catch (IOException e) {
            return new Broken("the connection to " + server.name() + " broke" + place() + ": " + reason(e));
        }
    }

    private ClientInput send(OutgoingContent content, boolean chunked) {
        var piece = new byte[(int) Math.max(1, Math.min(PIECE, content.size()))];
        var guard = watchdog.close(socket, timeouts.dataBlock().multipliedBy(1 + content.size() / PIECE));
        try (var in = content.open()) {
            var writer = ContentWriter.of(chunked, content.size(), output);
            // What fails to be read is not the server's fault: it must not look like a lost connection.
            for (var n = ContentUnreadable.read(in, piece); n >= 0; n = ContentUnreadable.read(in, piece)) {
                writer.write(piece, 0, n);
            }
            writer.finish();
            var next = envelopeBehind();
            output.flush();
            return new ContentSent(next);
        } catch (ContentUnreadable e) {
            close();
            throw e;
        } catch (IOException e) {
            // The last octets did not go, so neither did the final dot.
            return lastWords(e);
        } finally {
            guard.end();
        }
    }

    /// Writes the next message's envelope behind the content, where the server allows that (RFC 2920 §3.1).
    private Optional<OutgoingMessage> envelopeBehind() throws IOException {
        if (!(state instanceof ClientState.SendingContent(var turn)) || !turn.pipelined()) {
            return Optional.empty();
        }
        var ready = turn.ready();
        var next = successor.next(server, message -> MailCommands.mayFollow(ready, message));
        if (next.isPresent()) {
            following = next.get();
            for (var line : new MailCommands(ready.capabilities(), following.message()).allAtOnce()) {
                writeLine(line);
            }
        }
        return next.map(Baton::message);
    }

    private void writeLine(String line) throws IOException {
        output.write(line.getBytes(StandardCharsets.UTF_8));
        output.write('\r');
        output.write('\n');
    }

    /// A server that refuses and hangs up is only understood by reading before judging the close (RFC 5321
    /// §4.2.5).
    private ClientInput lastWords(IOException failure) {
        return read(LAST_WORDS) instanceof Got got
                ? got
                : new Broken("the connection to " + server.name() + " broke" + place() + ": " + reason(failure));
    }

    private ClientInput secure() {
        try {
            // Octets that came in clear with the 220 must not count as if they had come under TLS (RFC 3207 §4.2).
            if (reader.hasBuffered()) {
                return new NotSecured(server.name() + " sent more than its reply to STARTTLS");
            }
            var upgrade = TlsUpgrade.over(socket, server, timeouts);
            socket = upgrade.socket();
            flaw = upgrade.flaw();
            input = new DeadlineInput(socket);
            reader = new LineReader(input);
            output = new BufferedOutputStream(socket.getOutputStream(), 16 * 1024);
            return new Secured();
        } catch (IOException e) {
            failure = TlsFailure.of(e);
            return new NotSecured(failure.words(server.name(), reason(e)));
        }
    }

    private void flushWithin(Duration limit) throws IOException {
        var guard = watchdog.close(socket, limit);
        try {
            output.flush();
        } finally {
            guard.end();
        }
    }

    private String place() {
        return switch (state) {
            case ClientState.AwaitingGreeting _ -> " before its greeting";
            case ClientState.AwaitingEhlo _, ClientState.AwaitingHelo _ -> " after EHLO";
            case ClientState.AwaitingStartTls _, ClientState.Securing _ -> " after STARTTLS";
            case ClientState.AwaitingAuth _ -> " after AUTH";
            case ClientState.AwaitingMail _ -> " after MAIL";
            case ClientState.AwaitingRcpt _ -> " after RCPT";
            case ClientState.AwaitingData _ -> " after DATA";
            case ClientState.SendingContent _ -> " during the content";
            case ClientState.AwaitingFinal _ -> " after the final dot";
            case ClientState.AwaitingReset _, ClientState.Ready _, ClientState.Primed _, ClientState.Closed _ -> "";
        };
    }

    private static String reason(IOException e) {
        return e instanceof SocketTimeoutException ? "no answer in time" : String.valueOf(e.getMessage());
    }

    private static void closeQuietly(Socket socket) {
        try {
            socket.close();
        } catch (IOException _) {
            // It is gone already.
        }
    }
}
