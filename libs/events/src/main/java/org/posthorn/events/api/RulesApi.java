package org.posthorn.events.api;

import java.time.Instant;

/// Rules of domains that are enforced at the door: asked of policy-service.
public final class RulesApi {
    private RulesApi() {}

    /// `GET /internal/v1/rules` -> `List<Rules>`; `GET /internal/v1/rules/{domain}` -> [Rules] (404 when it has none of
    /// its
    /// own); `DELETE /internal/v1/rules/{domain}` -> 204: those of `*` hold again.
    ///
    /// @param domain as A-label; `*` is every domain without rules of its own
    /// @param rejectInSession forgeries, spam and viruses are refused while the client waits
    /// @param by who set them
    public record Rules(String domain, boolean rejectInSession, String by, Instant at) {}

    /// `PUT /internal/v1/rules/{domain}` -> [Rules].
    public record NewRules(boolean rejectInSession, String by) {}
}
