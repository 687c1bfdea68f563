package org.posthorn.events.api;

import java.time.Instant;
import java.util.List;

/// Rules and keys: asked of policy-service.
public final class PolicyApi {
    private PolicyApi() {}

    /// `GET /internal/v1/dkim?domain=` -> `List<DkimKey>`; `POST /internal/v1/dkim` with [NewDkimKey] ->
    /// `List<DkimKey>` (one for each algorithm); `DELETE /internal/v1/dkim/{domain}/{selector}`.
    ///
    /// @param algorithm `rsa` or `ed25519`
    /// @param recordName such as `default._domainkey.example.com`
    /// @param recordValue such as `v=DKIM1; k=rsa; p=...`
    public record DkimKey(
            String domain,
            String selector,
            String algorithm,
            boolean active,
            Instant createdAt,
            String recordName,
            String recordValue) {}

    /// @param selector for rsa; ed25519 gets `<selector>-ed25519`
    /// @param replace an existing key of that name is replaced; otherwise it is 409
    public record NewDkimKey(String domain, String selector, List<String> algorithms, boolean replace) {}
}
