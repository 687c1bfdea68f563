package org.posthorn.runtime.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Event;
import org.posthorn.events.Topic;

/// A record as a loop hands it to its work.
///
/// @param event what it says
/// @param key the record key
/// @param partition where it stood
/// @param offset where it stood
/// @param appendedAt the record's time stamp
/// @param deliveryCount how often a share group handed it out, 1 at first; 1 in other loops
public record Received<E extends Event>(
        CloudEvent<E> event, String key, int partition, long offset, Instant appendedAt, int deliveryCount) {

    public static <E extends Event> Received<E> of(Topic<E> topic, ConsumerRecord<byte[], byte[]> record) {
        byte[] value = record.value() == null ? new byte[0] : record.value();
        CloudEvent<E> event = Publisher.codec(topic).decode(name -> header(record, name), value);
        return new Received<>(
                event,
                record.key() == null ? "" : new String(record.key(), UTF_8),
                record.partition(),
                record.offset(),
                Instant.ofEpochMilli(record.timestamp()),
                record.deliveryCount().map(Short::intValue).orElse(1));
    }

    static byte @Nullable [] header(ConsumerRecord<byte[], byte[]> record, String name) {
        var header = record.headers().lastHeader(name);
        return header == null ? null : header.value();
    }
}
