package org.posthorn.events.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.MessageId;

/// The outbound queue: asked of delivery-worker under `/internal/v1/queue`.
public final class QueueApi {
    private QueueApi() {}

    /// `GET /internal/v1/queue?cursor=&limit=&domain=&sender=&state=` -> `Page<QueuedRow>`, the next due first;
    /// `GET /internal/v1/queue/{messageId}` -> `List<QueuedRow>`.
    ///
    /// @param state `due`, `leased`, `deferred`, `held` or `in-doubt`
    /// @param reason why it waits, for people
    /// @param lastReply the remote's whole last reply
    /// @param nextAttempt absent while held
    public record QueuedRow(
            MessageId messageId,
            String recipient,
            String nextHopDomain,
            String sender,
            Optional<String> subject,
            String state,
            int attempts,
            Instant acceptedAt,
            Optional<Instant> nextAttempt,
            Instant expiresAt,
            String reason,
            Optional<String> lastReply,
            long size) {}

    /// `GET /internal/v1/queue/summary` -> [Summary].
    public record Summary(long due, long deferred, long held, long inDoubt, Optional<Instant> oldest) {}

    /// `POST /internal/v1/queue/flush|hold|release|delete` with a [Selection] -> [Changed]. An empty selection is
    /// refused unless `all` is true.
    ///
    /// @param recipients of these messages only
    public record Selection(
            List<MessageId> messages,
            List<String> recipients,
            Optional<String> domain,
            Optional<String> sender,
            Optional<String> state,
            boolean all,
            String by) {}

    /// How many recipients it changed.
    public record Changed(long recipients) {}
}
