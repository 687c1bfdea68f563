package org.posthorn.events;

import java.time.Instant;
import java.util.Optional;

/// A CloudEvents 1.0 event: its attributes, its data, and the message that it carries.
///
/// @param id unique with the source
/// @param source the service that wrote it, such as `smtp-ingress`
/// @param time when it happened
/// @param traceparent W3C trace context, when there is one
/// @param data the event
/// @param content the message's octets, for the topics that carry a message
public record CloudEvent<E extends Event>(
        String id, String source, Instant time, Optional<String> traceparent, E data, Optional<Content> content) {}
