package org.posthorn.runtime.kafka;

import org.apache.kafka.clients.producer.ProducerRecord;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Event;
import org.posthorn.events.Topic;

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

    static Outgoing of(ProducerRecord<byte[], byte[]> record) {
        return new Outgoing(record);
    }

    ProducerRecord<byte[], byte[]> record() {
        return record;
    }
}
