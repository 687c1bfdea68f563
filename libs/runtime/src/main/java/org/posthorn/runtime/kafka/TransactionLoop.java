package org.posthorn.runtime.kafka;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.OutOfOrderSequenceException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.Event;
import org.posthorn.events.EventCodec.UnreadableRecord;
import org.posthorn.events.Topic;
import org.posthorn.runtime.EnvironmentFailure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Reads a topic in a group and writes what follows from each record in one Kafka transaction with the position: a
/// reader of committed records sees what follows from a record exactly once.
///
/// | step | rule |
/// | --- | --- |
/// | the work | ends before the transaction begins, so that nothing slow holds one open |
/// | throws [EnvironmentFailure] | the loop waits in the group and does the same batch again, for ever |
/// | throws [PoisonRecord] or anything else | record by record; what fails three times is parked in the transaction |
/// | the transaction fails | it is aborted, nothing of it is visible, and the batch is done again |
/// | this member was fenced | the loop opens anew; the other member does the batch |
public final class TransactionLoop<E extends Event> extends Loop {
    private static final Logger LOG = LoggerFactory.getLogger(TransactionLoop.class);
    private static final int TRIES = 3;

    private final KafkaConnection connection;
    private final Topic<E> topic;
    private final Options options;
    private final Work<E> work;
    private volatile @Nullable GroupReader reader;
    private @Nullable KafkaProducer<byte[], byte[]> producer;

    /// What follows from the records of a batch. It runs on the loop's thread and may use others inside.
    @FunctionalInterface
    public interface Work<E extends Event> {
        /// All that follows from these records; they may come again after a failure.
        List<Outgoing> follow(List<Received<E>> records);
    }

    /// @param group the consumer group
    /// @param instance a name that this member alone has, and has again after a restart: its successor ends what it
    ///     left open
    /// @param maxRecords at most in one transaction
    public record Options(String group, String instance, int maxRecords) {}

    /// A loop that is not started yet.
    public TransactionLoop(KafkaConnection connection, Topic<E> topic, Options options, Work<E> work) {
        super(options.group() + "/" + topic.name());
        this.connection = connection;
        this.topic = topic;
        this.options = options;
        this.work = work;
    }

    @Override
    void open() {
        Map<String, Object> config = new HashMap<>(connection.producer());
        var transactionalId = state().name() + "/" + options.instance();
        config.put(ProducerConfig.TRANSACTIONAL_ID_CONFIG, transactionalId);
        config.put(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 30_000);
        // With the default of 100 ms back-to-back transactions wait for the markers of the one before.
        config.put(ProducerConfig.RETRY_BACKOFF_MS_CONFIG, 5);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 30_000);
        // A transaction sends all at once and then commits: there is nothing to linger for.
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        var opened = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer());
        producer = opened;
        opened.initTransactions();
        try (var admin = connection.admin()) {
            new HangingTransactions(admin).abort(transactionalId);
        }
        reader = new GroupReader(connection, topic, connection.consumer(options.group(), options.maxRecords()), null);
    }

    @Override
    void shut() {
        var openReader = reader;
        reader = null;
        var openProducer = producer;
        producer = null;
        try {
            if (openReader != null) {
                openReader.close();
            }
        } finally {
            if (openProducer != null) {
                openProducer.close(Duration.ofSeconds(5));
            }
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
        var open = reader;
        if (open == null) {
            throw new IllegalStateException("the loop is not open");
        }
        if (obstructed()) {
            open.waitInGroup(TURN);
            return;
        }
        var records = open.next(SHORT_TURN);
        progress().behind(open.lag() + records.size(), oldest(records));
        if (!records.isEmpty()) {
            finish(open);
            progress().behind(open.lag(), Optional.empty());
        }
    }

    private void finish(GroupReader open) {
        var pause = new Pause();
        while (!open.held().isEmpty()) {
            try {
                var records = List.copyOf(open.held());
                int parked = process(open, records);
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
        try {
            commit(open, records, follow(records));
            return 0;
        } catch (EnvironmentFailure | KafkaException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn("batch-failed loop={} records={}", state().name(), records.size(), e);
        }
        int parked = 0;
        for (var record : records) {
            parked += one(open, record) ? 0 : 1;
        }
        return parked;
    }

    private List<Outgoing> follow(List<ConsumerRecord<byte[], byte[]>> records) {
        return work.follow(records.stream().map(r -> Received.of(topic, r)).toList());
    }

    private boolean one(GroupReader open, ConsumerRecord<byte[], byte[]> record) {
        var alone = List.of(record);
        for (int tried = 1; ; tried++) {
            try {
                commit(open, alone, follow(alone));
                return true;
            } catch (EnvironmentFailure | KafkaException e) {
                throw e;
            } catch (RuntimeException e) {
                if (tried == TRIES || e instanceof PoisonRecord || e instanceof UnreadableRecord) {
                    LOG.error("record-parked loop={} offset={}", state().name(), record.offset(), e);
                    var parked = Parking.parked(topic, record, options.group(), Parking.reason(e));
                    commit(open, alone, List.of(Outgoing.of(parked)));
                    return false;
                }
            }
        }
    }

    private void commit(GroupReader open, List<ConsumerRecord<byte[], byte[]>> records, List<Outgoing> outgoing) {
        var writer = producer;
        if (writer == null) {
            throw new IllegalStateException("the loop is not open");
        }
        writer.beginTransaction();
        try {
            for (var one : outgoing) {
                // A send that fails makes the commit fail: its own result need not be looked at.
                var _ = writer.send(one.record());
            }
            writer.sendOffsetsToTransaction(open.offsetsAfter(records), open.groupMetadata());
            writer.commitTransaction();
        } catch (ProducerFencedException | OutOfOrderSequenceException | AuthorizationException e) {
            // Nothing can be done with this producer any more: the loop opens anew from the last commit.
            throw e;
        } catch (KafkaException e) {
            writer.abortTransaction();
            if (e instanceof RecordTooLargeException || e.getCause() instanceof RecordTooLargeException) {
                throw new PoisonRecord("what follows from it is larger than Kafka takes", e);
            }
            throw new Unavailable("the transaction was aborted: " + e.getMessage(), e);
        }
    }
}
