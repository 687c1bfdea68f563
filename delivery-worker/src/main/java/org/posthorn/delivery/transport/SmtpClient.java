package org.posthorn.delivery.transport;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.posthorn.delivery.transport.Baton.Successor;
import org.posthorn.delivery.transport.Opening.Tls;
import org.posthorn.delivery.transport.SmtpConnection.Opened;

/// Hands a message to one server, over a connection that lies ready or a new one. For virtual threads: it
/// blocks.
public final class SmtpClient {
    private final String ourName;
    private final Timeouts timeouts;
    private final ConnectionPool pool;
    private final Watchdog watchdog;

    /// @param ourName for EHLO, where the server is not called from a source with a name of its own
    public SmtpClient(String ourName, Timeouts timeouts, ConnectionPool pool, Watchdog watchdog) {
        this.ourName = ourName;
        this.timeouts = timeouts;
        this.pool = pool;
        this.watchdog = watchdog;
    }

    /// What became of a try at one server.
    public sealed interface Sent {
        /// There was a transaction: one result for each recipient, in order.
        record Answered(List<RecipientResult> results) implements Sent {}

        /// No connection that is fit for mail.
        ///
        /// @param tls it is TLS that was not as it must be
        record Unreachable(Cause cause, boolean tls) implements Sent {}
    }

    /// How one lane uses connections.
    ///
    /// @param mostMessages on one connection
    /// @param successor goes on with a connection when a message is out
    /// @param opened is told of each new connection that is ready for mail
    /// @param watch learns of TLS
    public record Use(int mostMessages, Successor successor, Runnable opened, TlsWatch watch) {}

    /// Learns how the TLS of new connections went (RFC 8460).
    @FunctionalInterface
    public interface TlsWatch {
        /// A connection was opened or refused for TLS.
        ///
        /// @param failure absent when the session is under the TLS that was asked for
        void session(MailServer server, Optional<TlsFailure> failure);
    }

    /// Sends the message to the server.
    public Sent send(MailServer server, OutgoingMessage message, Use use) {
        if (!MailCommands.isUsable(message)) {
            var cause = new Cause.Ours("5.1.3", "The address cannot be written in a command");
            return new Sent.Answered(message.recipients().stream()
                    .map(_ -> (RecipientResult) new RecipientResult.Unsuitable(cause))
                    .toList());
        }
        for (var ready = pool.take(server); ready != null; ready = pool.take(server)) {
            var results = deliver(ready, message, use);
            if (!closedWhileIdle(ready, results)) {
                return new Sent.Answered(results);
            }
        }
        return fresh(server, message, use);
    }

    /// Goes on with the connection that another message passed on; empty when there is none, or its server
    /// left before it saw this message.
    public Optional<Resumed> resume(Baton baton, Use use) throws InterruptedException {
        var passed = baton.await();
        if (passed.isEmpty()) {
            return Optional.empty();
        }
        var connection = passed.get();
        var server = connection.server();
        var results = using(connection, use, () -> connection.resume(baton.message(), once(connection, use)));
        return closedWhileIdle(connection, results) ? Optional.empty() : Optional.of(new Resumed(server, results));
    }

    /// What a server said to a message that came behind another.
    public record Resumed(MailServer server, List<RecipientResult> results) {}

    private Sent fresh(MailServer server, OutgoingMessage message, Use use) {
        return switch (SmtpConnection.open(server, ourName, timeouts, watchdog)) {
            case Opened.Open(var connection, var shortfall) -> {
                if (server.tls() != Tls.NEVER) {
                    use.watch().session(server, shortfall);
                }
                use.opened().run();
                yield new Sent.Answered(deliver(connection, message, use));
            }
            case Opened.Failed(var cause, var tls) -> {
                if (tls.isPresent()) {
                    use.watch().session(server, tls);
                }
                // RFC 7435: a broken offer of TLS is no reason to keep the mail, since clear text would have done.
                yield tls.isPresent() && server.tls().isOptional()
                        ? fresh(server.withoutTls(), message, use)
                        : new Sent.Unreachable(cause, tls.isPresent());
            }
        };
    }

    private List<RecipientResult> deliver(SmtpConnection connection, OutgoingMessage message, Use use) {
        return using(connection, use, () -> {
            var fit = Downgrade.forServer(connection.capabilities(), message);
            return new Portions(fit, once(connection, use)).send(connection);
        });
    }

    /// Whatever happens, nobody waits for the connection in vain.
    private List<RecipientResult> using(SmtpConnection connection, Use use, Supplier<List<RecipientResult>> work) {
        try {
            return work.get();
        } finally {
            pool.giveBack(connection, use.mostMessages());
        }
    }

    /// Nobody follows on a connection that has had its messages.
    private static Successor once(SmtpConnection connection, Use use) {
        return (server, fits) ->
                connection.messages() < use.mostMessages() ? use.successor().next(server, fits) : Optional.empty();
    }

    /// The server closed the connection, or said 421, before it saw the message.
    private static boolean closedWhileIdle(SmtpConnection connection, List<RecipientResult> results) {
        return switch (results.getFirst()) {
            case RecipientResult.Lost _ -> connection.wasSilent();
            case RecipientResult.Refused(var reply, var to) -> reply.code() == 421 && to.equals("MAIL");
            case RecipientResult.Accepted _, RecipientResult.Unsuitable _, RecipientResult.Doubtful _ -> false;
        };
    }
}
