package org.posthorn.runtime.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.Event;
import org.posthorn.events.EventCodec.UnreadableRecord;
import org.posthorn.events.Topic;
import org.posthorn.runtime.EnvironmentFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a topic in a group, a batch at a time, at least once: the work is done, then the position moves.
///
/// | the work | what follows |
/// | --- | --- |
/// | returns | the position moves past the batch |
/// | throws [EnvironmentFailure] | the loop waits in the group and does the same batch again, for ever |
/// | throws [PoisonRecord] or anything else | record by record; the one that fails three times is parked |
///
/// With an [OffsetStore] the work writes the batch's positions beside its results, and the loop begins from there.
public final class PartitionLoop<E extends Event> extends Loop {
    private static final Logger LOG = LoggerFactory.getLogger(PartitionLoop.class);
    private static final int TRIES = 3;
    private static final Duration GATHER = Duration.ofMillis(500);

    private final KafkaConnection connection;
    private final Topic<E> topic;
    private final Publisher publisher;
    private final Options options;
    private final Work<E> work;
    private volatile @Nullable GroupReader reader;

    /// What a loop does with a batch. It runs on the loop's thread.
    @FunctionalInterface
    public interface Work<E extends Event> {
        /// Does the batch whole or not at all; returns when it is durable.
        void process(Batch<E> batch);
    }

    /// @param group the consumer group
    /// @param maxRecords at most in one batch
    /// @param offsets where positions are kept, when the work keeps them itself
    /// @param gather how long a batch may fill up before it is taken; zero: each record is taken at once
    public record Options(String group, int maxRecords, Optional<OffsetStore> offsets, Duration gather) {
        /// For work that somebody waits for.
        public Options(String group, int maxRecords, Optional<OffsetStore> offsets) {
            this(group, maxRecords, offsets, Duration.ZERO);
        }

        /// For work that nobody waits for.
        public static Options patient(String group, int maxRecords) {
            return patient(group, maxRecords, GATHER);
        }

        /// For work that may come so late.
        public static Options patient(String group, int maxRecords, Duration gather) {
            return new Options(group, maxRecords, Optional.empty(), gather);
        }

        private Map<String, Object> config(KafkaConnection connection) {
            var config = connection.consumer(group, maxRecords);
            return gather.isZero() ? config : KafkaConnection.patient(config, gather);
        }
    }

    /// @param publisher for what must be parked
    public PartitionLoop(
            KafkaConnection connection, Topic<E> topic, Publisher publisher, Options options, Work<E> work) {
        super(options.group() + "/" + topic.name());
        this.connection = connection;
        this.topic = topic;
        this.publisher = publisher;
        this.options = options;
        this.work = work;
    }

    @Override
    void open() {
        reader = new GroupReader(
                connection, topic, options.config(connection), options.offsets().orElse(null));
    }

    @Override
    void shut() {
        var open = reader;
        reader = null;
        if (open != null) {
            open.close();
        }
    }

    @Override
    void wakeUp() {
        var open = reader;
        if (open != null) {
            open.wakeUp();
        }
    }

    @Override
    void turn() {
        var open = opened();
        if (obstructed()) {
            open.waitInGroup(TURN);
            return;
        }
        var records = open.next(options.gather().isZero() ? SHORT_TURN : TURN);
        progress().behind(open.lag() + records.size(), oldest(records));
        if (!records.isEmpty()) {
            finish(open);
            progress().behind(open.lag(), Optional.empty());
        }
    }

    private GroupReader opened() {
        var open = reader;
        if (open == null) {
            throw new IllegalStateException("the loop is not open");
        }
        return open;
    }

    private void finish(GroupReader open) {
        var pause = new Pause();
        while (!open.held().isEmpty()) {
            try {
                var records = List.copyOf(open.held());
                int parked = process(open, records);
                open.commit(records);
                open.held().clear();
                progress().done(records.size(), parked);
            } catch (EnvironmentFailure e) {
                progress().pausedBy(Parking.reason(e));
                LOG.warn("loop-paused loop={} reason={}", state().name(), Parking.reason(e));
                if (stopping()) {
                    return;
                }
                open.waitInGroup(pause.longer());
            }
        }
    }

    private int process(GroupReader open, List<ConsumerRecord<byte[], byte[]>> records) {
        List<Received<E>> readable = new ArrayList<>(records.size());
        List<ConsumerRecord<byte[], byte[]>> unreadable = new ArrayList<>(0);
        for (var record : records) {
            try {
                readable.add(Received.of(topic, record));
            } catch (UnreadableRecord e) {
                unreadable.add(record);
            }
        }
        try {
            work.process(new Batch<>(readable, open.positionsAfter(records)));
        } catch (EnvironmentFailure e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn("batch-failed loop={} records={}", state().name(), records.size(), e);
            return oneByOne(open, records);
        }
        return oneByOne(open, unreadable);
    }

    private int oneByOne(GroupReader open, List<ConsumerRecord<byte[], byte[]>> records) {
        int parked = 0;
        for (var record : records) {
            if (!one(open, record)) {
                parked++;
            }
        }
        return parked;
    }

    private boolean one(GroupReader open, ConsumerRecord<byte[], byte[]> record) {
        var position = open.positionsAfter(List.of(record));
        for (int tried = 1; ; tried++) {
            try {
                work.process(new Batch<>(List.of(Received.of(topic, record)), position));
                return true;
            } catch (EnvironmentFailure e) {
                throw e;
            } catch (RuntimeException e) {
                if (tried == TRIES || e instanceof PoisonRecord || e instanceof UnreadableRecord) {
                    park(record, e);
                    work.process(new Batch<>(List.of(), position));
                    return false;
                }
            }
        }
    }

    private void park(ConsumerRecord<byte[], byte[]> record, RuntimeException failure) {
        LOG.error(
                "record-parked loop={} partition={} offset={}",
                state().name(),
                record.partition(),
                record.offset(),
                failure);
        publisher.park(topic, record, options.group(), Parking.reason(failure));
    }
}
