package org.posthorn.runtime.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.Event;
import org.posthorn.events.EventCodec.UnreadableRecord;
import org.posthorn.events.Topic;
import org.posthorn.runtime.EnvironmentFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a topic as a member of a share group: members scale past the partitions, each record is
/// acknowledged by itself, and what a dead member held comes to another one when its lock ends.
///
/// The work is given all records of a poll and settles each before it returns: [Taken#accept] when its
/// result is durable elsewhere, [Taken#release] to have it come again at once. What is not settled is
/// released. A record that cannot be read is parked, then accepted. The work returns well within the
/// group's record lock, or renews it meanwhile.
public final class ShareLoop<E extends Event> extends Loop {
    private static final Logger LOG = LoggerFactory.getLogger(ShareLoop.class);
    private static final Duration NAP = Duration.ofMillis(100);

    private final KafkaConnection connection;
    private final Topic<E> topic;
    private final Publisher publisher;
    private final Options options;
    private final Work<E> work;
    private volatile @Nullable KafkaShareConsumer<byte[], byte[]> consumer;

    /// What a member does with the records of a poll. It runs on the loop's thread and may use others
    /// inside.
    @FunctionalInterface
    public interface Work<E extends Event> {
        /// Does the records and settles each.
        ///
        /// @param locks of these records; to be used on the loop's thread
        void process(List<Taken<E>> records, Locks locks);
    }

    /// The locks on the records of a poll.
    @FunctionalInterface
    public interface Locks {
        /// They last their whole duration again.
        void renew();
    }

    /// @param group the share group
    /// @param maxRecords at most in one poll
    /// @param member which loop of this process, from 0
    public record Options(String group, int maxRecords, int member) {}

    /// One record in a member's hands.
    public static final class Taken<E extends Event> {
        private final Received<E> received;
        private volatile AcknowledgeType settled = AcknowledgeType.RELEASE;

        private Taken(Received<E> received) {
            this.received = received;
        }

        /// The record; its delivery count is 1 when nobody had it before.
        public Received<E> received() {
            return received;
        }

        /// It is done: it never comes again.
        public void accept() {
            settled = AcknowledgeType.ACCEPT;
        }

        /// It shall come again at once, to any member.
        public void release() {
            settled = AcknowledgeType.RELEASE;
        }
    }

    /// @param publisher for what must be parked
    public ShareLoop(KafkaConnection connection, Topic<E> topic, Publisher publisher, Options options, Work<E> work) {
        super(options.group() + "/" + topic.name() + "/" + options.member());
        this.connection = connection;
        this.topic = topic;
        this.publisher = publisher;
        this.options = options;
        this.work = work;
    }

    @Override
    void open() {
        var opened = new KafkaShareConsumer<>(
                connection.shareConsumer(options.group(), options.maxRecords()),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer());
        consumer = opened;
        opened.subscribe(List.of(topic.name()));
    }

    @Override
    void shut() {
        var open = consumer;
        consumer = null;
        if (open != null) {
            open.close(Duration.ofSeconds(5));
        }
    }

    @Override
    void wakeUp() {
        var open = consumer;
        if (open != null) {
            open.wakeup();
        }
    }

    @Override
    void turn() {
        var open = consumer;
        if (open == null) {
            throw new IllegalStateException("the loop is not open");
        }
        if (obstructed()) {
            rest();
            return;
        }
        List<ConsumerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (var record : open.poll(TURN)) {
            records.add(record);
        }
        if (!records.isEmpty()) {
            progress().behind(records.size(), oldest(records));
            settle(open, records);
            progress().behind(0, Optional.empty());
        }
    }

    /// Polls nothing: the group gives the records to other members, who see the same obstacle or do not.
    private void rest() {
        for (var waited = Duration.ZERO; waited.compareTo(TURN) < 0 && !stopping(); waited = waited.plus(NAP)) {
            LockSupport.parkNanos(NAP.toNanos());
        }
    }

    /// The consumer gives records whose lock was renewed out once more before it lets them be acknowledged.
    private static void renew(KafkaShareConsumer<byte[], byte[]> open, List<ConsumerRecord<byte[], byte[]>> records) {
        if (records.isEmpty()) {
            return;
        }
        records.forEach(record -> open.acknowledge(record, AcknowledgeType.RENEW));
        open.commitSync(Duration.ofSeconds(10));
        open.poll(Duration.ofSeconds(1));
    }

    private void settle(KafkaShareConsumer<byte[], byte[]> open, List<ConsumerRecord<byte[], byte[]>> records) {
        List<Taken<E>> taken = new ArrayList<>(records.size());
        List<ConsumerRecord<byte[], byte[]>> sources = new ArrayList<>(records.size());
        int parked = 0;
        for (var record : records) {
            try {
                taken.add(new Taken<>(Received.of(topic, record)));
                sources.add(record);
            } catch (UnreadableRecord e) {
                LOG.error("record-parked loop={} offset={}", state().name(), record.offset(), e);
                publisher.park(topic, record, options.group(), Parking.reason(e));
                open.acknowledge(record, AcknowledgeType.ACCEPT);
                parked++;
            }
        }
        try {
            work.process(taken, () -> renew(open, sources));
        } catch (EnvironmentFailure e) {
            progress().pausedBy(Parking.reason(e));
            LOG.warn("loop-paused loop={} reason={}", state().name(), Parking.reason(e));
        } finally {
            for (int i = 0; i < taken.size(); i++) {
                open.acknowledge(sources.get(i), taken.get(i).settled);
            }
            open.commitSync(Duration.ofSeconds(10));
        }
        progress().done(records.size(), parked);
    }
}
