package org.posthorn.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Writes and reads a topic's records: CloudEvents 1.0, Kafka protocol binding, binary content mode.
public final class EventCodec<E extends Event> {
    /// The header that names octets in the claim store (CloudEvents dataref extension).
    public static final String DATAREF = "ce_dataref";

    private static final byte[] SPEC_VERSION = "1.0".getBytes(UTF_8);
    private static final byte[] MESSAGE_TYPE = "message/rfc822".getBytes(UTF_8);
    private static final byte[] JSON_TYPE = "application/json".getBytes(UTF_8);
    private static final byte[] NOTHING = new byte[0];

    private final Topic<E> topic;
    private final Map<String, ObjectReader> readers = new HashMap<>();
    private final Map<Class<?>, Written> writers = new HashMap<>();

    /// A codec of this topic; safe for use by many threads.
    public EventCodec(Topic<E> topic) {
        this.topic = topic;
        for (var type : topic.types()) {
            String name = type.getAnnotation(EventType.class).value();
            readers.put(name, EventJson.MAPPER.readerFor(type));
            writers.put(type, new Written(name.getBytes(UTF_8), EventJson.MAPPER.writerFor(type)));
        }
    }

    private record Written(byte[] typeName, ObjectWriter writer) {}

    /// One Kafka header.
    public record Header(String name, byte[] value) {}

    /// What goes to Kafka beside the key. The arrays are shared, not copied.
    public record Encoded(List<Header> headers, byte[] value) {}

    /// The topic that it is for.
    public Topic<E> topic() {
        return topic;
    }

    /// Writes an event.
    ///
    /// @throws IllegalArgumentException when the topic carries a message and there is none, or the other way round
    public Encoded encode(CloudEvent<? extends E> event) {
        if (event.content().isPresent() != topic.carriesMessage()) {
            throw new IllegalArgumentException(topic.name() + " carries a message: " + topic.carriesMessage());
        }
        var written = writers.get(event.data().getClass());
        if (written == null) {
            throw new IllegalArgumentException(
                    topic.name() + " does not carry " + event.data().getClass());
        }
        byte[] json = json(written.writer(), event.data());
        var headers = new ArrayList<Header>(9);
        headers.add(new Header("ce_specversion", SPEC_VERSION));
        headers.add(new Header("ce_id", event.id().getBytes(UTF_8)));
        headers.add(new Header("ce_type", written.typeName()));
        headers.add(new Header("ce_source", event.source().getBytes(UTF_8)));
        headers.add(new Header("ce_time", event.time().toString().getBytes(UTF_8)));
        event.traceparent().ifPresent(t -> headers.add(new Header("ce_traceparent", t.getBytes(UTF_8))));
        if (event.content().isEmpty()) {
            headers.add(new Header("content-type", JSON_TYPE));
            return new Encoded(headers, json);
        }
        headers.add(new Header("content-type", MESSAGE_TYPE));
        headers.add(new Header("ce_event", json));
        return switch (event.content().get()) {
            case Content.Inline(byte[] octets) -> new Encoded(headers, octets);
            case Content.Claimed(String reference, long size) -> {
                headers.add(new Header(DATAREF, reference.getBytes(UTF_8)));
                headers.add(new Header("ce_datasize", Long.toString(size).getBytes(UTF_8)));
                yield new Encoded(headers, NOTHING);
            }
        };
    }

    private static byte[] json(ObjectWriter writer, Event data) {
        try {
            return writer.writeValueAsBytes(data);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("An event that cannot be written as JSON: " + data, e);
        }
    }

    /// Looks up a header by name; null when it is absent.
    @FunctionalInterface
    public interface Headers {
        byte @Nullable [] get(String name);
    }

    /// Reads a record.
    ///
    /// @param value null for a tombstone, which is not an event: ask before
    /// @throws UnreadableRecord when it is not an event of this topic: the record is to blame, it is parked
    public CloudEvent<E> decode(Headers headers, byte[] value) {
        String type = required(headers, "ce_type");
        var reader = readers.get(type);
        if (reader == null) {
            throw new UnreadableRecord("unknown event type " + type + " in " + topic.name());
        }
        try {
            E data = reader.readValue(topic.carriesMessage() ? bytes(headers, "ce_event") : value);
            return new CloudEvent<>(
                    required(headers, "ce_id"),
                    required(headers, "ce_source"),
                    Instant.parse(required(headers, "ce_time")),
                    optional(headers, "ce_traceparent"),
                    data,
                    content(headers, value));
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            throw new UnreadableRecord("a " + type + " that cannot be read: " + e.getMessage(), e);
        }
    }

    private Optional<Content> content(Headers headers, byte[] value) {
        if (!topic.carriesMessage()) {
            return Optional.empty();
        }
        var reference = optional(headers, DATAREF);
        if (reference.isEmpty()) {
            return Optional.of(new Content.Inline(value));
        }
        return Optional.of(new Content.Claimed(reference.get(), Long.parseLong(required(headers, "ce_datasize"))));
    }

    private static byte[] bytes(Headers headers, String name) {
        byte[] found = headers.get(name);
        if (found == null) {
            throw new UnreadableRecord("the header " + name + " is missing");
        }
        return found;
    }

    private static String required(Headers headers, String name) {
        return new String(bytes(headers, name), UTF_8);
    }

    private static Optional<String> optional(Headers headers, String name) {
        byte[] found = headers.get(name);
        return found == null ? Optional.empty() : Optional.of(new String(found, UTF_8));
    }

    /// A record that is not an event of its topic; it is parked with this reason.
    public static final class UnreadableRecord extends RuntimeException {
        private static final long serialVersionUID = 1;

        UnreadableRecord(String reason) {
            super(reason);
        }

        UnreadableRecord(String reason, Throwable cause) {
            super(reason, cause);
        }
    }
}
