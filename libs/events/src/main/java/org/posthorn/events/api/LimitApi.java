package org.posthorn.events.api;

import java.time.Instant;
import java.util.List;
import java.util.Map;

/// How much senders and clients may do, and who does the most: asked of policy-service.
public final class LimitApi {
    private LimitApi() {}

    /// `GET /internal/v1/limits?top=20` -> [Overview].
    ///
    /// @param limits what holds where nothing else is set
    /// @param own limits of their own
    /// @param talkers those that did the most, of each kind the first few
    public record Overview(List<Limit> limits, List<Own> own, List<Talker> talkers) {}

    /// @param name such as `connections-per-hour`
    /// @param number -1 is without limit
    /// @param setting the setting that says so
    public record Limit(String name, long number, String setting) {}

    /// Limits of a network, a domain, an address or an account: in `PUT /internal/v1/limits` with [NewOwn], and
    /// `DELETE /internal/v1/limits?subject=&by=`.
    public record Own(String subject, Map<String, Long> limits, String by, Instant at) {}

    /// `PUT /internal/v1/limits` -> [Own]; the limits of that subject are replaced.
    ///
    /// @param subject `10.0.0.0/8`, `example.com` or `alice@example.com`
    /// @param limits name to number; -1 is without limit
    public record NewOwn(String subject, Map<String, Long> limits, String by) {}

    /// Somebody who did much lately.
    ///
    /// @param limit the name of the limit that counts it
    /// @param count within the limit's hour or day
    /// @param most how many it may; -1 is without limit
    public record Talker(String limit, String subject, long count, long most, Instant last) {}
}
