package org.posthorn.events.api;

import java.time.Instant;
import java.util.Optional;

/// Addresses that nothing is sent to: asked of policy-service under `/internal/v1/suppressions`.
public final class SuppressionApi {
    private SuppressionApi() {}

    /// `GET /internal/v1/suppressions?domain=&address=&cursor=&limit=` -> `Page<Suppression>`, by sender
    /// domain and address; `DELETE /internal/v1/suppressions/{senderDomain}/{address}`.
    ///
    /// @param senderDomain whose mail is not sent; `*` for all our domains
    /// @param kind `hard-bounce`, `complaint` or `manual`
    /// @param reason the remote's reply, or a person's words
    /// @param expires absent for ever
    public record Suppression(
            String senderDomain,
            String address,
            String kind,
            String reason,
            String by,
            Instant at,
            Optional<Instant> expires) {}

    /// `POST /internal/v1/suppressions` with a [NewSuppression] -> [Suppression].
    ///
    /// @param days until it expires; for ever when absent
    public record NewSuppression(
            String senderDomain, String address, String reason, Optional<Integer> days, String by) {}
}
