package org.posthorn.runtime.ledger;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;
import org.posthorn.events.EventCodec.UnreadableRecord;
import org.posthorn.events.MessageId;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.Outcome;
import org.posthorn.events.Topics;
import org.posthorn.runtime.acceptance.Acceptance;
import org.posthorn.runtime.acceptance.Octets;
import org.posthorn.runtime.content.ClaimStore;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.LogIdentity;
import org.posthorn.runtime.kafka.LogReader;
import org.posthorn.runtime.kafka.Publisher;

/// Reads the log, from the last checkpoint or from its beginning, and keeps the [Ledger] over it. What a running
/// system has in its hands at the moment looks like a loss to a single glance, so it looks again until nothing is
/// missing or the same is missing for a while.
public final class LedgerAudit implements AutoCloseable {
    private static final Duration GLANCE = Duration.ofSeconds(1);
    private static final int CONFIRM_AT = 10_000;
    private static final List<String> TOPICS =
            List.of(Topics.MAIL_ACCEPTED.name(), Topics.MAIL_JUDGED.name(), Topics.DELIVERY_OUTCOME.name());

    private final KafkaConnection connection;
    private final LogReader reader;
    private final BacklogReader backlogs;
    private final Stores stores;
    private final Ledger ledger = new Ledger();

    private Optional<Checkpoint> checkpoint = Optional.empty();
    private Backlog backlog = Backlog.NONE;

    /// Opens the topics; all that the log has is read.
    ///
    /// @param publisher stays the caller's to close
    public LedgerAudit(KafkaConnection connection, Publisher publisher, Stores stores) {
        this.connection = connection;
        this.stores = stores;
        this.backlogs = new BacklogReader(connection, publisher);
        this.reader = new LogReader(connection, TOPICS);
        reader.fromBeginning();
    }

    /// Reads only from the last checkpoint, where there is one of this log.
    ///
    /// @return what it begins with
    public Optional<Checkpoint> from(CheckpointStore store) {
        checkpoint = store.read(logs()).filter(this::fits);
        checkpoint.ifPresent(begin -> begin.begins().forEach(reader::from));
        return checkpoint;
    }

    Map<String, LogIdentity> logs() {
        return TOPICS.stream().collect(Collectors.toMap(topic -> topic, topic -> LogIdentity.of(connection, topic)));
    }

    /// A power cut can take the tail of a log; new records then stand where others were read.
    private boolean fits(Checkpoint found) {
        var ends = reader.ends();
        return found.upTo().entrySet().stream()
                .allMatch(read -> read.getValue() <= ends.getOrDefault(read.getKey(), -1L));
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
    LedgerReport glance() {
        backlog = withAllPartitions(backlogs.read());
        reader.readTo(reader.ends(), this::enter);
        return ledger.verify(stores, backlog);
    }

    /// How far the books are closed as of the last glance; what is settled is forgotten.
    Checkpoint close(Instant now) {
        var closed = Checkpoint.of(reader.positions(), ledger.unsettled().values(), now);
        ledger.forgetSettled();
        return closed;
    }

    /// What lay before the services at the last glance.
    Backlog backlog() {
        return backlog;
    }

    /// Messages that are not settled as of the last glance.
    Set<MessageId> unsettled() {
        return ledger.unsettled().keySet();
    }

    /// How many records policy, mailbox and delivery have still to read, with what does not count.
    long unread() {
        return backlogs.unread();
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
                messageId(record).ifPresent(id -> enterAccepted(id, record));
            } else if (record.topic().equals(Topics.MAIL_JUDGED.name())) {
                MessageJudged judged =
                        LogReader.event(Topics.MAIL_JUDGED, record).event().data();
                see(judged.messageId(), record);
                ledger.judged(judged);
            } else {
                Outcome outcome =
                        LogReader.event(Topics.DELIVERY_OUTCOME, record).event().data();
                see(outcome.subject().messageId(), record);
                ledger.outcome(outcome);
            }
        } catch (UnreadableRecord _) {
            // a newer release wrote it, and knows what it says
        }
        if (ledger.toConfirm() >= CONFIRM_AT) {
            ledger.confirm(stores);
        }
    }

    private void enterAccepted(MessageId id, ConsumerRecord<byte[], byte[]> record) {
        var place = new Place(record.partition(), record.offset());
        if (checkpoint.isEmpty() || !checkpoint.get().settles(place)) {
            see(id, record);
            ledger.accepted(id, place);
        }
    }

    private void see(MessageId id, ConsumerRecord<byte[], byte[]> record) {
        ledger.seen(id, new TopicPartition(record.topic(), record.partition()), record.offset());
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
