package org.posthorn.delivery.transport;

import java.util.List;
import org.posthorn.delivery.transport.Opening.Tls;
import org.posthorn.delivery.transport.SmtpConnection.Opened;
import org.posthorn.mail.smtp.Reply;

/// Hands a message to one server, over a connection that lies ready or a new one. For virtual threads: it blocks.
public final class SmtpClient {
    private final String ourName;
    private final Timeouts timeouts;
    private final ConnectionPool pool;
    private final Watchdog watchdog;

    /// @param ourName for EHLO
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
        record Unreachable(Reply reply) implements Sent {}
    }

    /// Sends the message to the server.
    ///
    /// @param mostMessages on one connection
    public Sent send(MailServer server, OutgoingMessage message, int mostMessages) {
        if (!MailCommands.isUsable(message)) {
            var reply = Reply.of(553, "5.1.3", "The address cannot be written in a command");
            return new Sent.Answered(message.recipients().stream()
                    .map(_ -> (RecipientResult) new RecipientResult.Unsuitable(reply))
                    .toList());
        }
        for (var ready = pool.take(server); ready != null; ready = pool.take(server)) {
            var results = deliver(ready, message, mostMessages);
            if (!closedWhileIdle(ready, results)) {
                return new Sent.Answered(results);
            }
        }
        return fresh(server, message, mostMessages);
    }

    private Sent fresh(MailServer server, OutgoingMessage message, int mostMessages) {
        return switch (SmtpConnection.open(server, ourName, timeouts, watchdog)) {
            case Opened.Open(var connection) -> new Sent.Answered(deliver(connection, message, mostMessages));
            case Opened.Failed(var _, var tls)
            when tls && server.tls() == Tls.IF_OFFERED ->
                // RFC 7435: a broken offer of TLS is no reason to keep the mail, since clear text would have done.
                fresh(server.withoutTls(), message, mostMessages);
            case Opened.Failed(var reply, var _) -> new Sent.Unreachable(reply);
        };
    }

    private List<RecipientResult> deliver(SmtpConnection connection, OutgoingMessage message, int mostMessages) {
        var results = new Portions(message).send(connection);
        pool.giveBack(connection, mostMessages);
        return results;
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
