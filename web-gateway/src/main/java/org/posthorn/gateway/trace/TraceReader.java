package org.posthorn.gateway.trace;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.Event;
import org.posthorn.events.EventCodec.UnreadableRecord;
import org.posthorn.events.MessageId;
import org.posthorn.events.Topic;
import org.posthorn.events.Topics;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.health.Condition;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.LogIdentity;
import org.posthorn.runtime.kafka.Position;
import org.posthorn.runtime.kafka.Received;
import org.posthorn.runtime.service.Running;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads the topics of the trace, all in one thread of one replica, from where the database says. What cannot be
/// read is left out and counted: the trace can be built again, and the loops that the mail depends on park it.
///
/// | state | leaves it when |
/// | --- | --- |
/// | waiting for the right to read | another replica's lease ends |
/// | reading | the lease is lost, the projection is begun anew, Kafka or the database fails: back to waiting |
public final class TraceReader implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(TraceReader.class);
    private static final List<Topic<? extends Event>> TOPICS =
            List.of(Topics.MAIL_ACCEPTED, Topics.MAIL_REFUSED, Topics.MAIL_JUDGED, Topics.DELIVERY_OUTCOME);
    private static final int MOST = 2_000;

    private final KafkaConnection connection;
    private final TraceStore store;
    private final TraceSettings settings;
    private final InstantSource clock;
    private final String holder = UUID.randomUUID().toString();
    private final Thread thread = new Thread(this::live, "trace");
    private final Map<String, LogIdentity> identities = new HashMap<>();
    private volatile Condition condition = Condition.unwell("not started");
    private final CountDownLatch stopped = new CountDownLatch(1);
    private volatile @Nullable KafkaConsumer<byte[], byte[]> consumer;

    public TraceReader(KafkaConnection connection, TraceStore store, TraceSettings settings, InstantSource clock) {
        this.connection = connection;
        this.store = store;
        this.settings = settings;
        this.clock = clock;
    }

    /// For health.
    public Condition condition() {
        return condition;
    }

    @Override
    public void start() {
        if (settings.enabled()) {
            thread.start();
        } else {
            condition = Condition.well("switched off");
        }
    }

    @Override
    public void close() {
        stopped.countDown();
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
        while (!stopping()) {
            try {
                var generation = store.hold(holder);
                if (generation.isPresent()) {
                    read(generation.get());
                } else {
                    condition = Condition.well("another replica reads");
                    rest(TraceStore.lease().dividedBy(3));
                }
            } catch (WakeupException e) {
                LOG.debug("trace-woken");
            } catch (EnvironmentFailure | KafkaException e) {
                behind(e);
            } catch (RuntimeException e) {
                LOG.error("trace-failed", e);
                behind(e);
            }
        }
    }

    private void behind(RuntimeException e) {
        if (!stopping()) {
            condition = Condition.unwell("The trace is behind: " + e.getMessage());
            LOG.warn("trace-behind reason={}", e.getMessage());
            rest(Duration.ofSeconds(1));
        }
    }

    private boolean stopping() {
        return stopped.getCount() == 0;
    }

    private void rest(Duration time) {
        try {
            var _ = stopped.await(time.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(long generation) {
        try (var open = new KafkaConsumer<>(
                patient(connection.reader(MOST), settings.gather()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer = open;
            begin(open);
            LOG.info("trace-reading generation={}", generation);
            var swept = Instant.EPOCH;
            while (!stopping() && store.write(holder, generation, gather(open))) {
                var now = clock.instant();
                if (swept.isBefore(now.minusSeconds(60)) && !store.sweep(now.minus(settings.keep()))) {
                    swept = now;
                }
            }
        } finally {
            consumer = null;
            letGo();
        }
    }

    /// What the broker holds back waits once more here, and all of it is to be seen within two seconds.
    static Map<String, Object> patient(Map<String, Object> reader, Duration gather) {
        return KafkaConnection.patient(reader, gather.dividedBy(2));
    }

    private void letGo() {
        try {
            store.letGo(holder);
        } catch (EnvironmentFailure e) {
            LOG.debug("trace-lease-kept reason={}", e.getMessage());
        }
    }

    /// Takes all partitions and goes to the stored positions; to the beginning where the position is another log's, or
    /// lies past this one's end.
    private void begin(KafkaConsumer<byte[], byte[]> open) {
        for (var topic : TOPICS) {
            identities.put(topic.name(), LogIdentity.of(connection, topic.name()));
        }
        var partitions = TOPICS.stream()
                .flatMap(topic -> open.partitionsFor(topic.name(), Duration.ofSeconds(10)).stream())
                .map(found -> new TopicPartition(found.topic(), found.partition()))
                .toList();
        open.assign(partitions);
        open.seekToBeginning(partitions);
        var ends = open.endOffsets(partitions);
        for (var topic : TOPICS) {
            for (var position : store.positions(topic.name())) {
                var partition = new TopicPartition(topic.name(), position.partition());
                var identity = new LogIdentity(position.clusterId(), position.topicId());
                if (identity.equals(identities.get(topic.name()))
                        && position.next() <= ends.getOrDefault(partition, 0L)) {
                    open.seek(partition, new OffsetAndMetadata(position.next(), position.leaderEpoch(), ""));
                }
            }
        }
    }

    /// What comes within a while: the events of a message are mostly together then.
    private TraceStore.Gathered gather(KafkaConsumer<byte[], byte[]> open) {
        var gathering = new Gathering();
        var first = open.poll(Duration.ofSeconds(1));
        first.forEach(gathering::take);
        long end = System.nanoTime() + settings.gather().toNanos();
        while (!first.isEmpty() && gathering.size() < MOST && !stopping()) {
            var left = Duration.ofNanos(end - System.nanoTime());
            if (left.isNegative()) {
                break;
            }
            open.poll(left).forEach(gathering::take);
        }
        condition = Condition.well("reading, " + lag(open) + " events behind");
        return gathering.gathered();
    }

    private static long lag(KafkaConsumer<byte[], byte[]> open) {
        return open.assignment().stream()
                .mapToLong(partition -> open.currentLag(partition).orElse(0))
                .sum();
    }

    /// The records of one gathering, as far as they can be read.
    private final class Gathering {
        private final Map<MessageId, TraceEntry> entries = new TreeMap<>();
        private final List<TraceStep> steps = new ArrayList<>();
        private final Map<TopicPartition, Position> positions = new LinkedHashMap<>();

        int size() {
            return steps.size();
        }

        void take(ConsumerRecord<byte[], byte[]> record) {
            try {
                var topic = Topics.named(record.topic()).orElseThrow();
                var event = Received.of(topic, record).event();
                var added = TraceEvents.of(event, TraceJson.of(event.data()));
                entries.merge(added.entry().id(), added.entry(), TraceEntry::and);
                steps.add(added.step());
            } catch (UnreadableRecord e) {
                LOG.warn(
                        "trace-record-unknown topic={} partition={} offset={} reason={}",
                        record.topic(),
                        record.partition(),
                        record.offset(),
                        e.getMessage());
            }
            var identity = Optional.ofNullable(identities.get(record.topic())).orElseThrow();
            positions.put(
                    new TopicPartition(record.topic(), record.partition()),
                    new Position(
                            identity.clusterId(),
                            identity.topicId(),
                            record.partition(),
                            record.offset() + 1,
                            record.leaderEpoch()));
        }

        TraceStore.Gathered gathered() {
            Collection<TraceEntry> sorted = entries.values();
            return new TraceStore.Gathered(
                    sorted,
                    steps,
                    positions.entrySet().stream()
                            .map(at -> new TraceStore.Moved(at.getKey().topic(), at.getValue()))
                            .toList());
        }
    }
}
