package org.posthorn.runtime.ledger;

import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.common.TopicPartition;
import org.posthorn.events.EventCodec.UnreadableRecord;
import org.posthorn.events.LocalDelivery;
import org.posthorn.events.MessageId;
import org.posthorn.events.Purpose;
import org.posthorn.events.RemoteDelivery;
import org.posthorn.events.Topics;
import org.posthorn.runtime.kafka.GroupPosition;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.LogReader;
import org.posthorn.runtime.kafka.ParkedShelf;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.kafka.TopicProvisioner;

/// Looks how far each service has read, and at what lies before it.
final class BacklogReader {
    private static final String POLICY_GROUP = "policy-service";
    private static final String MAILBOX_GROUP = "mailbox-service";

    private final KafkaConnection connection;
    private final Publisher publisher;

    BacklogReader(KafkaConnection connection, Publisher publisher) {
        this.connection = connection;
        this.publisher = publisher;
    }

    Backlog read() {
        Set<RouteKey> underWay = new HashSet<>();
        Map<Integer, Long> judgedUpTo = new HashMap<>();
        Set<MessageId> waiting;
        try (var admin = connection.admin()) {
            var policy = offsets(GroupPosition.ofConsumerGroup(admin, POLICY_GROUP));
            policy.forEach((partition, offset) -> {
                if (partition.topic().equals(Topics.MAIL_ACCEPTED.name())) {
                    judgedUpTo.put(partition.partition(), offset);
                }
            });
            waiting = waiting(policy);
            localUnderWay(offsets(GroupPosition.ofConsumerGroup(admin, MAILBOX_GROUP)), underWay);
            remoteUnderWay(offsets(GroupPosition.ofShareGroup(admin, TopicProvisioner.DELIVERY_GROUP)), underWay);
        }
        return new Backlog(judgedUpTo, waiting, underWay, parked());
    }

    /// Offsets before the services, with those of transaction markers: cheap, and only roughly how many records.
    long unread() {
        var topics = List.of(Topics.MAIL_ACCEPTED.name(), Topics.DELIVERY_LOCAL.name(), Topics.DELIVERY_REMOTE.name());
        Map<TopicPartition, Long> next = new HashMap<>();
        try (var admin = connection.admin();
                var reader = new LogReader(connection, topics)) {
            next.putAll(offsets(GroupPosition.ofConsumerGroup(admin, POLICY_GROUP)));
            next.putAll(offsets(GroupPosition.ofConsumerGroup(admin, MAILBOX_GROUP)));
            next.putAll(offsets(GroupPosition.ofShareGroup(admin, TopicProvisioner.DELIVERY_GROUP)));
            var begins = reader.begins();
            long unread = 0;
            for (var end : reader.ends().entrySet()) {
                var begin = begins.getOrDefault(end.getKey(), 0L);
                unread += Math.max(0, end.getValue() - next.getOrDefault(end.getKey(), begin));
            }
            return unread;
        }
    }

    private static Map<TopicPartition, Long> offsets(List<GroupPosition> positions) {
        return positions.stream().collect(Collectors.toMap(GroupPosition::partition, GroupPosition::next));
    }

    private Set<MessageId> waiting(Map<TopicPartition, Long> offsets) {
        Set<MessageId> waiting = new HashSet<>();
        try (var reader = from(Topics.MAIL_WAITING.name(), offsets)) {
            reader.readTo(reader.ends(), record -> add(waiting, LogReader.key(record)));
        }
        return waiting;
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
        for (var topic : List.of(Topics.MAIL_ACCEPTED, Topics.MAIL_WAITING)) {
            shelf.waiting(topic).forEach(waiting -> add(parked, waiting.key()));
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
}
