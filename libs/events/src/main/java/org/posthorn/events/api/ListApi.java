package org.posthorn.events.api;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/// The blocklist and the allowlist: asked of policy-service. `LIST` is `blocklist` or `allowlist`.
public final class ListApi {
    private ListApi() {}

    /// `GET /internal/v1/lists/LIST?cursor=&limit=&query=` -> `Page<Entry>` in the order of subjects.
    ///
    /// @param subject `spammer@example.com`, `*@spammydomain.com`, `192.168.1.100` or `10.0.0.0/8`
    /// @param kind `email`, `domain` or `ip`
    /// @param includeSubdomains for a domain: its subdomains too
    /// @param by who added it
    /// @param hits how often it refused something; at least, since a flood of refusals is not counted whole
    public record Entry(
            String subject,
            String kind,
            boolean includeSubdomains,
            String reason,
            String by,
            Instant at,
            Optional<Instant> expires,
            long hits,
            Optional<Instant> lastHit) {}

    /// `POST /internal/v1/lists/LIST` -> [Entry]; an entry of that subject is replaced.
    ///
    /// @param subject as people write it; `@domain` stands for `*@domain`, and `*@*.domain` includes subdomains
    public record NewEntry(
            String subject, boolean includeSubdomains, String reason, String by, Optional<Instant> expires) {}

    /// `DELETE /internal/v1/lists/LIST?subject=&by=` -> 204; 404 when there is no such entry.
    ///
    /// `POST /internal/v1/lists/LIST/import` -> [Imported]: many subjects at once, at most 5000.
    ///
    /// @param subjects one a line; what follows `#` is ignored
    public record Import(
            List<String> subjects, boolean includeSubdomains, String reason, String by, Optional<Instant> expires) {}

    /// @param added entries that were added or replaced
    /// @param refused lines that are no subject, with the reason
    public record Imported(int added, List<RefusedLine> refused) {}

    /// @param line counted from 1
    public record RefusedLine(int line, String text, String reason) {}

    /// `GET /internal/v1/lists/check?sender=&ip=` -> [Checked]: what would happen to them now.
    ///
    /// @param blocked whether either would be refused
    /// @param blocks entries of the blocklist that apply
    /// @param allows entries of the allowlist that apply, which win over blocks of the same kind
    public record Checked(boolean blocked, List<Entry> blocks, List<Entry> allows) {}
}
