package org.posthorn.runtime.acceptance;

import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
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
import org.posthorn.runtime.tracing.Span;
import org.posthorn.runtime.tracing.Spans;

/// Takes responsibility for messages (RFC 5321 §6.1): when [#accept] returns, the message is in the log, acknowledged
/// by all in-sync replicas, and whoever handed it over may be told `250`.
///
/// Many callers share the producer's batches, so one fsync commits many messages. Safe for use by many threads.
public final class Acceptance {
    private static final long LONGEST_WAIT_SECONDS = 30;
    private static final InstantSource CLOCK = InstantSource.system();

    private final Publisher publisher;
    private final ClaimStore claims;
    private final String source;
    private final long inlineLimit;
    private final Attendance attendance;

    /// @param closed why nothing is taken now
    /// @param spans learns how long each message took
    private record Attendance(Supplier<Optional<String>> closed, Spans spans) {}

    /// @param source the service, for `ce_source`
    /// @param inlineLimit octets; a larger content goes to the claim store
    public Acceptance(Publisher publisher, ClaimStore claims, String source, long inlineLimit) {
        this(publisher, claims, source, inlineLimit, new Attendance(Optional::empty, Spans.OFF));
    }

    private Acceptance(Publisher publisher, ClaimStore claims, String source, long inlineLimit, Attendance attendance) {
        this.attendance = attendance;
        this.publisher = publisher;
        this.claims = claims;
        this.source = source;
        this.inlineLimit = inlineLimit;
    }

    /// The same door, which takes nothing while this names a reason, such as a disk that is nearly full. Who has asked
    /// before, as an SMTP session does at MAIL, uses the door without.
    public Acceptance closedWhile(Supplier<Optional<String>> reason) {
        return new Acceptance(publisher, claims, source, inlineLimit, new Attendance(reason, attendance.spans()));
    }

    /// The same door, which tells how long each message took until it was durable.
    public Acceptance tracedBy(Spans spans) {
        return new Acceptance(publisher, claims, source, inlineLimit, new Attendance(attendance.closed(), spans));
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
        attendance.closed().get().ifPresent(reason -> {
            throw new AcceptanceClosed(reason);
        });
        var begun = CLOCK.instant();
        var content = content(event.messageId(), octets);
        var id = event.messageId().value();
        var trace = traceparent.orElseGet(() -> TraceContext.of(event.messageId(), id));
        var record = new CloudEvent<MessageAccepted>(
                id, source, event.acceptedAt(), Optional.of(trace), event, Optional.of(content));
        var sent = publisher.send(Topics.MAIL_ACCEPTED, id, record);
        return attendance.spans().wants(event.messageId())
                ? sent.whenComplete((_, failure) -> attendance.spans().ended(span(event, begun, failure != null)))
                : sent;
    }

    private static Span span(MessageAccepted event, Instant begun, boolean failed) {
        return new Span(
                event.messageId(),
                Span.Step.ACCEPT,
                Span.idOf(event.messageId().value()),
                begun,
                CLOCK.instant(),
                Map.of("messaging.message.body.size", Long.toString(event.size())),
                failed);
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
