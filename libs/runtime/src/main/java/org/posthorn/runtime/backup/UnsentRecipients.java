package org.posthorn.runtime.backup;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.EventCodec.UnreadableRecord;
import org.posthorn.events.Outcome;
import org.posthorn.events.Purpose;
import org.posthorn.events.RemoteDelivery;
import org.posthorn.events.RemoteDelivery.RemoteRecipient;
import org.posthorn.events.Topics;
import org.posthorn.runtime.kafka.LogReader;
import org.posthorn.runtime.kafka.Received;
import org.posthorn.runtime.ledger.RouteKey;
import org.posthorn.runtime.outbox.OutboxRecord;

/// What of `delivery.remote` is still to be sent. A share group finishes records in any order, so some behind its
/// position have ended, or wait in the queue; these recipients are left out, since a server in the world does not know
/// that it has a message already.
final class UnsentRecipients {
    /// Clocks of brokers and services may differ by that much.
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private final Set<RouteKey> finished;

    private UnsentRecipients(Set<RouteKey> finished) {
        this.finished = finished;
    }

    /// @param queued what waits in the queue of the snapshot
    static UnsentRecipients of(UnreadRecords unread, Set<RouteKey> queued) {
        var finished = new HashSet<>(queued);
        oldest(unread)
                .ifPresent(time -> unread.outcomesSince(time.minus(MARGIN), outcome -> {
                    if (outcome.terminal()) {
                        finished.add(key(outcome.subject()));
                    }
                }));
        return new UnsentRecipients(finished);
    }

    private static Optional<Instant> oldest(UnreadRecords unread) {
        var times = new HashSet<Long>();
        unread.visit(Topics.DELIVERY_REMOTE.name(), record -> times.add(record.timestamp()));
        return times.stream().min(Long::compare).map(Instant::ofEpochMilli);
    }

    static RouteKey key(Outcome.Subject subject) {
        return new RouteKey(subject.messageId(), subject.recipient(), subject.purpose());
    }

    /// The record as it is kept: as it was, with fewer recipients, or not at all.
    List<OutboxRecord> rest(ConsumerRecord<byte[], byte[]> record) {
        Received<RemoteDelivery> received;
        try {
            received = LogReader.event(Topics.DELIVERY_REMOTE, record);
        } catch (UnreadableRecord _) {
            return List.of(RecordFile.of(record));
        }
        var event = received.event();
        var left = event.data().recipients().stream()
                .filter(recipient ->
                        !finished.contains(new RouteKey(event.data().messageId(), recipient.address(), Purpose.INBOX)))
                .toList();
        if (left.size() == event.data().recipients().size()) {
            return List.of(RecordFile.of(record));
        }
        return left.isEmpty() ? List.of() : List.of(with(left, received.key(), event));
    }

    private static OutboxRecord with(List<RemoteRecipient> left, String key, CloudEvent<RemoteDelivery> event) {
        var data = event.data();
        var wanted = left.stream().map(RemoteRecipient::address).collect(Collectors.toSet());
        var all = data.envelope();
        var envelope = all.to(all.recipients().stream()
                .filter(recipient -> wanted.contains(recipient.address()))
                .toList());
        var rest = new RemoteDelivery(
                data.messageId(),
                data.nextHopDomain(),
                envelope,
                left,
                data.acceptedAt(),
                data.origin(),
                data.subject());
        return OutboxRecord.of(
                Topics.DELIVERY_REMOTE,
                key,
                new CloudEvent<>(event.id(), event.source(), event.time(), event.traceparent(), rest, event.content()));
    }
}
