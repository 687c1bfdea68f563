package org.posthorn.runtime.ledger;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListShareGroupOffsetsSpec;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.posthorn.events.EventCodec.UnreadableRecord;
import org.posthorn.events.LocalDelivery;
import org.posthorn.events.MessageId;
import org.posthorn.events.Purpose;
import org.posthorn.events.RemoteDelivery;
import org.posthorn.events.Topics;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.LogReader;
import org.posthorn.runtime.kafka.ParkedShelf;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.runtime.kafka.Unavailable;

/// Looks how far each service has read, and at what lies before it.
final class BacklogReader {
    private static final String POLICY_GROUP = "policy-service";
    private static final String MAILBOX_GROUP = "mailbox-service";
    private static final long PATIENCE_SECONDS = 30;

    private final KafkaConnection connection;
    private final Publisher publisher;

    BacklogReader(KafkaConnection connection, Publisher publisher) {
        this.connection = connection;
        this.publisher = publisher;
    }

    Backlog read() {
        Set<RouteKey> underWay = new HashSet<>();
        Map<Integer, Long> judgedUpTo = new HashMap<>();
        try (var admin = connection.admin()) {
            consumerOffsets(admin, POLICY_GROUP).forEach((partition, offset) -> {
                if (partition.topic().equals(Topics.MAIL_ACCEPTED.name())) {
                    judgedUpTo.put(partition.partition(), offset);
                }
            });
            localUnderWay(consumerOffsets(admin, MAILBOX_GROUP), underWay);
            remoteUnderWay(shareOffsets(admin), underWay);
        }
        return new Backlog(judgedUpTo, Set.of(), underWay, parked());
    }

    private void localUnderWay(Map<TopicPartition, Long> offsets, Set<RouteKey> underWay) {
        try (var reader = from(Topics.DELIVERY_LOCAL.name(), offsets)) {
            reader.readTo(reader.ends(), record -> {
                try {
                    LocalDelivery delivery = LogReader.event(Topics.DELIVERY_LOCAL, record)
                            .event()
                            .data();
                    underWay.add(new RouteKey(delivery.messageId(), delivery.recipient(), delivery.purpose()));
                } catch (UnreadableRecord _) {
                    // its reader parks it
                }
            });
        }
    }

    private void remoteUnderWay(Map<TopicPartition, Long> offsets, Set<RouteKey> underWay) {
        try (var reader = from(Topics.DELIVERY_REMOTE.name(), offsets)) {
            reader.readTo(reader.ends(), record -> {
                try {
                    RemoteDelivery delivery = LogReader.event(Topics.DELIVERY_REMOTE, record)
                            .event()
                            .data();
                    delivery.recipients()
                            .forEach(recipient -> underWay.add(
                                    new RouteKey(delivery.messageId(), recipient.address(), Purpose.INBOX)));
                } catch (UnreadableRecord _) {
                    // its reader parks it
                }
            });
        }
    }

    private LogReader from(String topic, Map<TopicPartition, Long> offsets) {
        var reader = new LogReader(connection, List.of(topic));
        reader.fromBeginning();
        for (var partition : reader.partitions()) {
            var offset = offsets.get(partition);
            if (offset != null) {
                reader.from(partition, offset);
            }
        }
        return reader;
    }

    private Set<MessageId> parked() {
        var shelf = new ParkedShelf(connection, publisher);
        Set<MessageId> parked = new HashSet<>();
        for (var waiting : shelf.waiting(Topics.MAIL_ACCEPTED)) {
            add(parked, waiting.key());
        }
        for (var topic : List.of(Topics.DELIVERY_LOCAL, Topics.DELIVERY_REMOTE)) {
            for (var waiting : shelf.waiting(topic)) {
                // the id of what policy writes begins with the message's
                LogReader.header(waiting.record(), "ce_id").ifPresent(id -> add(parked, id.split("/", 2)[0]));
            }
        }
        return parked;
    }

    private static void add(Set<MessageId> parked, String id) {
        try {
            parked.add(MessageId.of(id));
        } catch (IllegalArgumentException _) {
            // a record that names no message
        }
    }

    private static Map<TopicPartition, Long> consumerOffsets(Admin admin, String group) {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        ask(admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(), Map.of())
                .forEach((partition, offset) -> {
                    if (offset != null) {
                        offsets.put(partition, offset.offset());
                    }
                });
        return offsets;
    }

    private static Map<TopicPartition, Long> shareOffsets(Admin admin) {
        var group = TopicProvisioner.DELIVERY_GROUP;
        Map<TopicPartition, Long> offsets = new HashMap<>();
        var asked = admin.listShareGroupOffsets(Map.of(group, new ListShareGroupOffsetsSpec()));
        ask(asked.partitionsToOffsetInfo(group), Map.of()).forEach((partition, info) -> {
            if (info != null) {
                offsets.put(partition, info.startOffset());
            }
        });
        return offsets;
    }

    /// A group that nobody joined yet has no offsets.
    private static <T> T ask(KafkaFuture<T> future, T none) {
        try {
            return future.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof GroupIdNotFoundException) {
                return none;
            }
            throw new Unavailable("Kafka does not answer about its groups: " + e.getMessage(), e);
        } catch (TimeoutException e) {
            throw new Unavailable("Kafka does not answer about its groups: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Unavailable("Interrupted while Kafka was asked about its groups", e);
        }
    }
}
