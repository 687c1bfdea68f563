package org.posthorn.runtime.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.posthorn.events.Topic;

/// How a record looks that was set aside: the record as it was, with headers that say who parked it, when and why.
public final class Parking {
    /// Why, in a sentence.
    public static final String REASON = "posthorn_parked_reason";

    /// The group that could not process it.
    public static final String GROUP = "posthorn_parked_by";

    /// When, ISO 8601.
    public static final String AT = "posthorn_parked_at";

    /// `partition:offset` in the source topic.
    public static final String SOURCE = "posthorn_parked_from";

    private Parking() {}

    static ProducerRecord<byte[], byte[]> parked(
            Topic<?> topic, ConsumerRecord<byte[], byte[]> record, String group, String reason) {
        var headers = new RecordHeaders(record.headers());
        headers.add(REASON, reason.getBytes(UTF_8));
        headers.add(GROUP, group.getBytes(UTF_8));
        headers.add(AT, Instant.now().toString().getBytes(UTF_8));
        headers.add(SOURCE, (record.partition() + ":" + record.offset()).getBytes(UTF_8));
        return new ProducerRecord<>(topic.parked(), null, record.key(), record.value(), headers);
    }

    /// A sentence for why a record failed, at most 500 characters.
    static String reason(Throwable failure) {
        var message = failure.getMessage();
        var text = failure.getClass().getSimpleName() + (message == null ? "" : ": " + message);
        return text.length() <= 500 ? text : text.substring(0, 500);
    }
}
