package org.posthorn.delivery.transport;

import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;

/// A message whose envelope goes out behind another's content, so that it costs no round trip of its own
/// (RFC 2920 §3.1), and the connection that comes over with it once the other is done.
public final class Baton {
    private final OutgoingMessage message;
    private final Runnable onEnd;
    private final CompletableFuture<Optional<SmtpConnection>> connection = new CompletableFuture<>();

    /// @param onEnd is told when the message waits no longer, with a connection or without
    public Baton(OutgoingMessage message, Runnable onEnd) {
        this.message = message;
        this.onEnd = onEnd;
    }

    /// Chooses who follows.
    @FunctionalInterface
    public interface Successor {
        /// The next message for this server, if it fits; whoever is chosen waits for the connection.
        Optional<Baton> next(MailServer server, Predicate<OutgoingMessage> fits);
    }

    OutgoingMessage message() {
        return message;
    }

    void pass(SmtpConnection primed) {
        onEnd.run();
        connection.complete(Optional.of(primed));
    }

    void drop() {
        onEnd.run();
        connection.complete(Optional.empty());
    }

    /// Waits for it; empty when the connection ended with the message before.
    Optional<SmtpConnection> await() throws InterruptedException {
        try {
            return connection.get();
        } catch (ExecutionException e) {
            throw new IllegalStateException("a baton ends with a connection or without", e);
        }
    }
}
