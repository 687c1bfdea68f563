package org.posthorn.gateway.push;

import java.time.Duration;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.EventCodec.UnreadableRecord;
import org.posthorn.events.Topics;
import org.posthorn.runtime.health.Condition;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.Received;
import org.posthorn.runtime.service.Running;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads `mailbox.changed` from now on: each replica all of it, with no group and no commits, since a page that missed
/// something asks the mailbox itself.
public final class ChangeListener implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(ChangeListener.class);

    /// A person does not notice it, and at a high rate it spares a fetch for each change.
    private static final Duration GATHER = Duration.ofMillis(100);

    private final KafkaConnection connection;
    private final ChangeFanout fanout;
    private final Thread thread = new Thread(this::live, "push/" + Topics.MAILBOX_CHANGED.name());
    private volatile boolean stopping;
    private volatile boolean reading;
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;

    public ChangeListener(KafkaConnection connection, ChangeFanout fanout) {
        this.connection = connection;
        this.fanout = fanout;
    }

    @Override
    public void start() {
        thread.setDaemon(true);
        thread.start();
    }

    /// For health.
    public Condition condition() {
        return reading
                ? Condition.well(fanout.pages() + " open pages")
                : Condition.unwell("Pages do not hear of changes: Kafka is away.");
    }

    @Override
    public void close() {
        stopping = true;
        var open = consumer;
        if (open != null) {
            open.wakeup();
        }
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void live() {
        while (!stopping) {
            try (var open = new KafkaConsumer<>(
                    KafkaConnection.patient(connection.reader(500), GATHER),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer())) {
                consumer = open;
                follow(open);
            } catch (WakeupException e) {
                LOG.debug("push-woken");
            } catch (KafkaException e) {
                reading = false;
                if (!stopping) {
                    LOG.warn("push-behind reason={}", e.getMessage());
                    rest();
                }
            }
        }
    }

    private void rest() {
        try {
            Thread.sleep(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void follow(KafkaConsumer<byte[], byte[]> open) {
        var partitions = open.partitionsFor(Topics.MAILBOX_CHANGED.name(), Duration.ofSeconds(10)).stream()
                .map(found -> new TopicPartition(found.topic(), found.partition()))
                .toList();
        if (partitions.isEmpty()) {
            rest();
            return;
        }
        open.assign(partitions);
        open.seekToEnd(partitions);
        partitions.forEach(open::position);
        reading = true;
        while (!stopping) {
            for (var record : open.poll(Duration.ofSeconds(1))) {
                try {
                    var change =
                            Received.of(Topics.MAILBOX_CHANGED, record).event().data();
                    fanout.publish(record.partition() + "-" + record.offset(), change);
                } catch (UnreadableRecord e) {
                    LOG.warn("push-record-unknown reason={}", e.getMessage());
                }
            }
        }
    }
}
