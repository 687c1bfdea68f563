package org.posthorn.events.api;

import java.time.Instant;

/// What administrators did: kept by web-gateway, append-only.
public final class AuditApi {
    private AuditApi() {}

    /// `GET /internal/v1/audit?cursor=&limit=&query=` -> `Page<Entry>`, the newest first.
    ///
    /// @param who an address, or `mailctl` and the user of the operating system
    /// @param origin the IP address or the host that it came from
    /// @param place the page, such as `/admin/blocklist`, or `mailctl`
    /// @param action such as `remove`, or the command
    /// @param details what it was given, without secrets
    public record Entry(
            long entry, Instant at, String who, String origin, String place, String action, String details) {}

    /// `POST /internal/v1/audit` -> 204.
    public record NewEntry(String who, String origin, String place, String action, String details) {}
}
