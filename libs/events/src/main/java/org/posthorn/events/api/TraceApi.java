package org.posthorn.events.api;

import java.time.Instant;
import java.util.List;
import org.posthorn.events.MessageId;

/// What happened to messages: asked of web-gateway, which keeps the trace.
public final class TraceApi {
    private TraceApi() {}

    /// `GET /internal/v1/trace?q=&from=&to=&subject=&ip=&reply=&had=&since=&until=&limit=` -> `List<Traced>`, the
    /// newest
    /// first; each field narrows it as on the page `/admin/trace`.
    /// `POST /internal/v1/trace/rebuild` -> 204: the trace is dropped and built again from the topics.
    ///
    /// @param sender the reverse-path; empty for the null one, and where it was never given
    /// @param state for people, such as `delivered`
    public record Traced(
            MessageId id, Instant at, String sender, List<String> recipients, String subject, String state) {}
}
