package org.posthorn.runtime.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.ArrayList;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Event;
import org.posthorn.events.EventCodec.Header;
import org.posthorn.events.Topic;
import org.posthorn.runtime.outbox.OutboxRecord;

/// A record that a transaction writes.
public final class Outgoing {
    private final ProducerRecord<byte[], byte[]> record;

    private Outgoing(ProducerRecord<byte[], byte[]> record) {
        this.record = record;
    }

    /// An event for a topic.
    public static <E extends Event> Outgoing of(Topic<E> topic, String key, CloudEvent<? extends E> event) {
        return new Outgoing(Publisher.record(topic, key, event));
    }

    /// The same record for an outbox.
    public OutboxRecord forOutbox() {
        var headers = new ArrayList<Header>();
        record.headers().forEach(header -> headers.add(new Header(header.key(), header.value())));
        return new OutboxRecord(record.topic(), new String(record.key(), UTF_8), headers, record.value());
    }

    static Outgoing of(ProducerRecord<byte[], byte[]> record) {
        return new Outgoing(record);
    }

    ProducerRecord<byte[], byte[]> record() {
        return record;
    }
}
