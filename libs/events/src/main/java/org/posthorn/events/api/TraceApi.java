package org.posthorn.events.api;

import java.time.Instant;
import java.util.List;
import org.posthorn.events.MessageId;

/// What happened to messages: asked of web-gateway, which keeps the trace.
public final class TraceApi {
    private TraceApi() {}

    /// `GET /internal/v1/trace?q=&id=&from=&to=&subject=&ip=&reply=&had=&since=&until=&limit=` -> `List<Traced>`, the
    /// newest first; each field narrows it as on the page `/admin/trace`, `id` by the Message-ID field.
    /// `GET /internal/v1/trace/{messageId}` -> `Told`, or 404.
    /// `POST /internal/v1/trace/rebuild` -> 204: the trace is dropped and built again from the topics.
    ///
    /// @param sender the reverse-path; empty for the null one, and where it was never given
    /// @param state for people, such as `delivered`
    public record Traced(
            MessageId id, Instant at, String sender, List<String> recipients, String subject, String state) {}

    /// What happened to one message, in the order of time.
    ///
    /// @param state for people, such as `delivered`
    public record Told(MessageId id, String subject, String state, List<Told.Step> steps) {
        /// @param by which service
        /// @param what in words
        /// @param facts the evidence, the rule, the charge, the whole reply
        public record Step(Instant at, String by, String what, List<String> facts) {}
    }
}
