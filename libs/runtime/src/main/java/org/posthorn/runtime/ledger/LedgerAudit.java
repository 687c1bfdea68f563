package org.posthorn.runtime.ledger;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.posthorn.events.EventCodec.UnreadableRecord;
import org.posthorn.events.MessageId;
import org.posthorn.events.Topics;
import org.posthorn.runtime.acceptance.Acceptance;
import org.posthorn.runtime.acceptance.Octets;
import org.posthorn.runtime.content.ClaimStore;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.LogReader;
import org.posthorn.runtime.kafka.Publisher;

/// Reads the whole log and keeps the [Ledger] over it. What a running system has in its hands at the moment looks like
/// a loss to a single glance, so it looks again until nothing is missing or the same is missing for a while.
public final class LedgerAudit implements AutoCloseable {
    private static final Duration GLANCE = Duration.ofSeconds(1);
    private static final int CONFIRM_AT = 10_000;

    private final KafkaConnection connection;
    private final LogReader reader;
    private final BacklogReader backlogs;
    private final Stores stores;
    private final Ledger ledger = new Ledger();

    /// Opens the topics.
    ///
    /// @param publisher stays the caller's to close
    public LedgerAudit(KafkaConnection connection, Publisher publisher, Stores stores) {
        this.connection = connection;
        this.stores = stores;
        this.backlogs = new BacklogReader(connection, publisher);
        this.reader = new LogReader(
                connection,
                List.of(Topics.MAIL_ACCEPTED.name(), Topics.MAIL_JUDGED.name(), Topics.DELIVERY_OUTCOME.name()));
        reader.fromBeginning();
    }

    /// Compares until the books balance, or the same is missing in every glance of the patience.
    ///
    /// @param patience what is missing longer is missing
    public LedgerReport verify(Duration patience) throws InterruptedException {
        var report = glance();
        Set<Finding> lasting = new HashSet<>(report.findings());
        for (var waited = Duration.ZERO; !lasting.isEmpty() && waited.compareTo(patience) < 0; ) {
            Thread.sleep(GLANCE);
            waited = waited.plus(GLANCE);
            report = glance();
            lasting.retainAll(report.findings());
        }
        return report.with(report.findings().stream().filter(lasting::contains).toList());
    }

    /// The backlog first, then the records: what a service finished in between is seen as finished.
    private LedgerReport glance() {
        var backlog = backlogs.read();
        reader.readTo(reader.ends(), this::enter);
        return ledger.verify(stores, withAllPartitions(backlog));
    }

    /// Policy waits before a partition that it never committed.
    private Backlog withAllPartitions(Backlog backlog) {
        var judgedUpTo = new HashMap<>(backlog.judgedUpTo());
        for (var partition : reader.partitions()) {
            if (partition.topic().equals(Topics.MAIL_ACCEPTED.name())) {
                judgedUpTo.putIfAbsent(partition.partition(), 0L);
            }
        }
        return new Backlog(Map.copyOf(judgedUpTo), backlog.waiting(), backlog.underWay(), backlog.parked());
    }

    private void enter(ConsumerRecord<byte[], byte[]> record) {
        try {
            if (record.topic().equals(Topics.MAIL_ACCEPTED.name())) {
                var place = new Place(record.partition(), record.offset());
                messageId(record).ifPresent(id -> ledger.accepted(id, place));
            } else if (record.topic().equals(Topics.MAIL_JUDGED.name())) {
                ledger.judged(
                        LogReader.event(Topics.MAIL_JUDGED, record).event().data());
            } else {
                ledger.outcome(
                        LogReader.event(Topics.DELIVERY_OUTCOME, record).event().data());
            }
        } catch (UnreadableRecord _) {
            // a newer release wrote it, and knows what it says
        }
        if (ledger.toConfirm() >= CONFIRM_AT) {
            ledger.confirm(stores);
        }
    }

    private static Optional<MessageId> messageId(ConsumerRecord<byte[], byte[]> record) {
        try {
            return Optional.of(MessageId.of(LogReader.key(record)));
        } catch (IllegalArgumentException _) {
            return Optional.empty();
        }
    }

    /// Drives again what is missing and can be.
    ///
    /// @return how many messages
    public int repair(List<Finding> findings, Acceptance acceptance, ClaimStore claims) {
        int driven = 0;
        try (var accepted = new LogReader(connection, List.of(Topics.MAIL_ACCEPTED.name()))) {
            for (var redrive : Redrive.of(findings)) {
                var found = find(accepted, redrive.place());
                if (found.isPresent()) {
                    var event =
                            LogReader.event(Topics.MAIL_ACCEPTED, found.get()).event();
                    var octets = claims.octets(event.content().orElseThrow());
                    acceptance.accept(redrive.of(event.data()), new Octets.InMemory(octets), event.traceparent());
                    driven++;
                }
            }
        }
        return driven;
    }

    private static Optional<ConsumerRecord<byte[], byte[]>> find(LogReader accepted, Place place) {
        var partition = new TopicPartition(Topics.MAIL_ACCEPTED.name(), place.partition());
        accepted.fromEnd();
        accepted.from(partition, place.offset());
        var found = new ArrayList<ConsumerRecord<byte[], byte[]>>(1);
        accepted.readTo(Map.of(partition, place.offset() + 1), record -> {
            if (record.partition() == place.partition() && record.offset() == place.offset()) {
                found.add(record);
            }
        });
        return found.stream().findFirst();
    }

    @Override
    public void close() {
        reader.close();
    }
}
