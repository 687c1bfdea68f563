package org.posthorn.events.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.MessageId;

/// The outbound queue: asked of delivery-worker under `/internal/v1/queue`.
public final class QueueApi {
    private QueueApi() {}

    /// `GET /internal/v1/queue?cursor=&limit=&domain=&sender=&site=&state=` -> `Page<QueuedRow>`, the next
    /// due first; `GET /internal/v1/queue/{messageId}` -> `List<QueuedRow>`.
    ///
    /// @param state `due`, `leased`, `deferred`, `held` or `in-doubt`
    /// @param reason why it waits, for people
    /// @param lastReply the remote's whole reply at the last attempt; absent when nobody said anything
    /// @param nextAttempt absent while held
    /// @param site whose lane it waits for
    /// @param kind of the last reply, such as `rate`; absent before the first attempt
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
            long size,
            String site,
            Optional<String> kind) {}

    /// `GET /internal/v1/queue/summary` -> [Summary].
    public record Summary(long due, long deferred, long held, long inDoubt, Optional<Instant> oldest) {}

    /// `GET /internal/v1/queue/groups?by=site|kind|age|state` -> `List<Group>`, the largest first, twenty
    /// at most.
    ///
    /// @param name of a site, a kind of reply, an age such as `1-6 h`, or a state
    /// @param oldest when the message that waits longest was accepted
    /// @param next the next attempt of any of them
    public record Group(String name, long recipients, Optional<Instant> oldest, Optional<Instant> next) {}

    /// `POST /internal/v1/queue/flush|hold|release|requeue|delete` with a [Selection] -> [Changed], when
    /// all is done; `POST /internal/v1/queue/count` -> [Changed], what it would be. An empty selection is
    /// refused unless `all` is true.
    ///
    /// @param recipients of these messages only
    /// @param domain of the recipients
    /// @param site whose lane they wait for
    public record Selection(
            List<MessageId> messages,
            List<String> recipients,
            Optional<String> domain,
            Optional<String> sender,
            Optional<String> site,
            Optional<String> state,
            boolean all,
            String by) {}

    /// How many recipients it changed.
    public record Changed(long recipients) {}

    /// `POST /internal/v1/queue/jobs` with a [NewJob] -> [Job], which goes on by itself; `GET
    /// /internal/v1/queue/jobs/{id}` -> [Job].
    ///
    /// @param action `flush`, `hold`, `release`, `requeue` or `delete`
    /// @param words the selection for people
    public record NewJob(String action, Selection selection, String words) {}

    /// @param expected recipients that matched when it began
    /// @param failure why it stopped before its end
    public record Job(
            long id,
            String action,
            String words,
            String by,
            Instant begun,
            long expected,
            long done,
            Optional<Instant> finished,
            Optional<String> failure) {}
}
