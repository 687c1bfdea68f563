package org.posthorn.events.api;

import java.util.List;

/// What is known of the sender of a message that somebody has: asked of policy-service.
public final class EvidenceApi {
    private EvidenceApi() {}

    /// `POST /internal/v1/evidence?ip=&helo=&from=` with the message's octets -> [Checked].
    ///
    /// @param facts in the terms of RFC 8601
    /// @param field the header field that a mailbox would see
    public record Checked(List<Fact> facts, String field) {}

    /// @param method such as `dkim`
    /// @param result such as `pass`
    /// @param micros how long it took
    public record Fact(String method, String result, String detail, long micros) {}
}
