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
    /// @param state `waiting` for its DNS record, `active`, or `retired`
    public record DkimKey(
            String domain,
            String selector,
            String algorithm,
            boolean active,
            Instant createdAt,
            String recordName,
            String recordValue,
            String state) {}

    /// @param selector for rsa; ed25519 gets `<selector>-ed25519`
    /// @param replace an existing key of that name is replaced; otherwise it is 409
    public record NewDkimKey(String domain, String selector, List<String> algorithms, boolean replace) {}

    /// `POST /internal/v1/dkim/rotate` -> `List<DkimKey>`: new keys that sign once the DNS has their records; 409 while
    /// others wait. `POST /internal/v1/dkim/{domain}/{selector}/activate` -> `List<DkimKey>` does not wait.
    ///
    /// @param selector of the new keys, another than that of the old ones
    public record DkimRotation(String domain, String selector) {}

    /// `POST /internal/v1/dkim/import` -> `List<DkimKey>`.
    ///
    /// @param pem a private key, PKCS#8 or PKCS#1
    public record DkimImport(String domain, String selector, String pem, boolean replace) {}

    /// `GET /internal/v1/dkim/check?domain=` -> `List<DkimCheck>`: what the DNS has of each key.
    ///
    /// @param result `published`, `missing`, `different`, or `unknown` when the DNS did not answer
    public record DkimCheck(String domain, String selector, String result, String detail) {}
}
