package org.posthorn.runtime.acceptance;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Content;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.Topics;
import org.posthorn.events.TraceContext;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.content.ClaimStore;
import org.posthorn.runtime.kafka.Publisher;

/// Takes responsibility for messages (RFC 5321 §6.1): when [#accept] returns, the message is in the log, acknowledged
/// by all in-sync replicas, and whoever handed it over may be told `250`.
///
/// Many callers share the producer's batches, so one fsync commits many messages. Safe for use by many threads.
public final class Acceptance {
    private static final long LONGEST_WAIT_SECONDS = 30;

    private final Publisher publisher;
    private final ClaimStore claims;
    private final String source;
    private final long inlineLimit;
    private final Supplier<Optional<String>> closed;

    /// @param source the service, for `ce_source`
    /// @param inlineLimit octets; a larger content goes to the claim store
    public Acceptance(Publisher publisher, ClaimStore claims, String source, long inlineLimit) {
        this(publisher, claims, source, inlineLimit, Optional::empty);
    }

    private Acceptance(
            Publisher publisher,
            ClaimStore claims,
            String source,
            long inlineLimit,
            Supplier<Optional<String>> closed) {
        this.closed = closed;
        this.publisher = publisher;
        this.claims = claims;
        this.source = source;
        this.inlineLimit = inlineLimit;
    }

    /// The same door, which takes nothing while this names a reason, such as a disk that is nearly full. Who has asked
    /// before, as an SMTP session does at MAIL, uses the door without.
    public Acceptance closedWhile(Supplier<Optional<String>> reason) {
        return new Acceptance(publisher, claims, source, inlineLimit, reason);
    }

    /// Accepts a message and waits until that is durable.
    ///
    /// The same message id again is the same message: it is judged again, and delivered once.
    ///
    /// @param traceparent W3C trace context of one that is accepted again; else the message begins its own
    /// @throws AcceptanceUnavailable when it is not known to be durable: nobody may be told that it is
    public void accept(MessageAccepted event, Octets octets, Optional<String> traceparent) {
        var sent = begin(event, octets, traceparent);
        try {
            sent.get(LONGEST_WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new AcceptanceUnavailable("The log did not take the message: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new AcceptanceUnavailable("Interrupted while the log took the message", e);
        }
    }

    /// Begins to accept a message, for a caller that has other things to wait for.
    ///
    /// @return completes when it is durable
    /// @throws AcceptanceUnavailable when the claim store did not take the content
    /// @throws AcceptanceClosed while nothing is taken
    public CompletableFuture<Void> begin(MessageAccepted event, Octets octets, Optional<String> traceparent) {
        closed.get().ifPresent(reason -> {
            throw new AcceptanceClosed(reason);
        });
        var content = content(event.messageId(), octets);
        var id = event.messageId().value();
        var trace = traceparent.orElseGet(() -> TraceContext.of(event.messageId(), id));
        var record = new CloudEvent<MessageAccepted>(
                id, source, event.acceptedAt(), Optional.of(trace), event, Optional.of(content));
        return publisher.send(Topics.MAIL_ACCEPTED, id, record);
    }

    private Content content(MessageId id, Octets octets) {
        try {
            if (octets.size() <= inlineLimit) {
                return new Content.Inline(octets.bytes());
            }
            try (var in = octets.open()) {
                return claims.store(id + "/accepted", in, octets.size());
            }
        } catch (IOException | EnvironmentFailure e) {
            throw new AcceptanceUnavailable("The content could not be kept: " + e.getMessage(), e);
        }
    }
}
