package org.posthorn.runtime.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Event;
import org.posthorn.events.EventCodec;
import org.posthorn.events.EventCodec.Header;
import org.posthorn.events.Topic;

/// Writes events outside of transactions: acknowledged by all in-sync replicas, idempotent, batched across callers.
/// Safe for use by many threads; a service has one.
public final class Publisher implements AutoCloseable {
    private static final Map<String, EventCodec<?>> CODECS = new ConcurrentHashMap<>();

    private final Producer<byte[], byte[]> producer;

    /// Opens a producer; Kafka may be away, then sends fail until it is back.
    public Publisher(KafkaConnection connection) {
        producer = new KafkaProducer<>(connection.producer(), new ByteArraySerializer(), new ByteArraySerializer());
    }

    /// Writes an event.
    ///
    /// @return completes when the record is as durable as its topic says; fails with [Unavailable]
    public <E extends Event> CompletableFuture<Void> send(Topic<E> topic, String key, CloudEvent<? extends E> event) {
        return send(record(topic, key, event));
    }

    /// Writes a record whose headers and value are made already, such as an outbox row; a null value is a tombstone.
    public CompletableFuture<Void> send(String topic, String key, List<Header> headers, byte @Nullable [] value) {
        return send(new ProducerRecord<>(topic, null, key.getBytes(UTF_8), value, headers(headers)));
    }

    private CompletableFuture<Void> send(ProducerRecord<byte[], byte[]> record) {
        var done = new CompletableFuture<Void>();
        try {
            var _ = producer.send(record, (_, failure) -> {
                if (failure == null) {
                    done.complete(null);
                } else {
                    done.completeExceptionally(unavailable(record.topic(), failure));
                }
            });
        } catch (KafkaException e) {
            done.completeExceptionally(unavailable(record.topic(), e));
        }
        return done;
    }

    private static Unavailable unavailable(String topic, Exception failure) {
        return new Unavailable("Kafka did not take a record for " + topic + ": " + failure.getMessage(), failure);
    }

    /// Sets a record aside; returns when that is durable.
    void park(Topic<?> topic, ConsumerRecord<byte[], byte[]> record, String group, String reason) {
        await(List.of(send(Parking.parked(topic, record, group, reason))));
    }

    /// Waits for sends.
    ///
    /// @throws Unavailable when one of them failed
    public static void await(List<CompletableFuture<Void>> sends) {
        try {
            CompletableFuture.allOf(sends.toArray(CompletableFuture[]::new)).join();
        } catch (CompletionException e) {
            if (e.getCause() instanceof Unavailable away) {
                throw away;
            }
            throw e;
        }
    }

    /// Makes a record of an event, for a producer of the caller's.
    static <E extends Event> ProducerRecord<byte[], byte[]> record(
            Topic<E> topic, String key, CloudEvent<? extends E> event) {
        var encoded = codec(topic).encode(event);
        return new ProducerRecord<>(
                topic.name(), null, key.getBytes(UTF_8), encoded.value(), headers(encoded.headers()));
    }

    /// The shared codec of a topic.
    @SuppressWarnings("unchecked")
    public static <E extends Event> EventCodec<E> codec(Topic<E> topic) {
        return (EventCodec<E>) CODECS.computeIfAbsent(topic.name(), _ -> new EventCodec<>(topic));
    }

    private static RecordHeaders headers(List<Header> headers) {
        var out = new RecordHeaders();
        for (var header : headers) {
            out.add(header.name(), header.value());
        }
        return out;
    }

    /// Sends what is buffered and closes, within 10 s.
    @Override
    public void close() {
        producer.close(Duration.ofSeconds(10));
    }
}
