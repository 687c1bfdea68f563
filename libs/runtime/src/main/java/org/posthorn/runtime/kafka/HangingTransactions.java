package org.posthorn.runtime.kafka;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.AbortTransactionSpec;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.ProducerState;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Ends what a dead predecessor left open where the coordinator no longer knows of it.
///
/// When the only broker is killed in the middle of a transaction, it may come back with partitions that wait for a
/// transaction of which its coordinator has no record any more: readers of committed records, and the group's own
/// position, then wait for ever. Whoever owns the transactional id has just begun anew, so no transaction of its
/// producer id can rightly be open; such a one is aborted, as Kafka's own tool for hanging transactions does.
final class HangingTransactions {
    private static final Logger LOG = LoggerFactory.getLogger(HangingTransactions.class);
    private static final long WAIT_SECONDS = 30;

    private final Admin admin;

    HangingTransactions(Admin admin) {
        this.admin = admin;
    }

    /// Aborts the open transactions of the producer behind this transactional id, which must have begun anew and not
    /// yet a transaction.
    ///
    /// @return how many partitions waited
    int abort(String transactionalId) {
        var owner = ask(admin.describeTransactions(List.of(transactionalId)).description(transactionalId));
        int aborted = 0;
        for (var partition : ask(admin.describeProducers(partitions()).all()).entrySet()) {
            for (var producer : partition.getValue().activeProducers()) {
                if (producer.producerId() == owner.producerId()
                        && producer.currentTransactionStartOffset().isPresent()) {
                    abort(partition.getKey(), producer);
                    aborted++;
                }
            }
        }
        return aborted;
    }

    private void abort(TopicPartition partition, ProducerState producer) {
        LOG.warn("transaction-aborted partition={} producer={}", partition, producer);
        int coordinator = producer.coordinatorEpoch().orElse(0);
        short epoch = (short) producer.producerEpoch();
        ask(admin.abortTransaction(new AbortTransactionSpec(partition, producer.producerId(), epoch, coordinator))
                .all());
    }

    private Set<TopicPartition> partitions() {
        var names =
                ask(admin.listTopics(new ListTopicsOptions().listInternal(true)).names());
        names.removeIf(name -> name.startsWith("__") && !name.equals("__consumer_offsets"));
        Set<TopicPartition> out = new HashSet<>();
        for (var topic : ask(admin.describeTopics(new ArrayList<>(names)).allTopicNames())
                .values()) {
            topic.partitions().forEach(p -> out.add(new TopicPartition(topic.name(), p.partition())));
        }
        return out;
    }

    private static <T> T ask(KafkaFuture<T> future) {
        try {
            return future.get(WAIT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException e) {
            throw new Unavailable("Kafka does not answer about transactions: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("Interrupted while Kafka was asked about transactions", e);
        }
    }
}
