package org.posthorn.runtime.outbox;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.EventCodec.Header;

/// Where an outbox is emptied into: `Publisher::send` of the Kafka part.
@FunctionalInterface
public interface Destination {
    /// Completes when the record is acknowledged by all in-sync replicas.
    CompletableFuture<Void> send(String topic, String key, List<Header> headers, byte @Nullable [] value);
}
