package org.posthorn.mailctl.replay;

import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.posthorn.events.EventCodec.UnreadableRecord;
import org.posthorn.events.LocalDelivery;
import org.posthorn.events.MessageId;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.Outcome;
import org.posthorn.events.Purpose;
import org.posthorn.events.RemoteDelivery;
import org.posthorn.events.Route;
import org.posthorn.events.Topics;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.LogReader;
import org.posthorn.runtime.ledger.LocalRoute;
import org.posthorn.runtime.ledger.RouteKey;
import org.posthorn.runtime.ledger.Stores;

/// What a replay of records would change.
final class Effects {
    /// Clocks of brokers and services may differ by that much.
    private static final Duration MARGIN = Duration.ofMinutes(5);

    private final KafkaConnection kafka;
    private final Stores stores;

    Effects(KafkaConnection kafka, Stores stores) {
        this.kafka = kafka;
        this.stores = stores;
    }

    /// In a sentence.
    String of(String topic, List<ConsumerRecord<byte[], byte[]>> records) {
        if (topic.equals(Topics.DELIVERY_LOCAL.name())) {
            return ofLocal(records);
        }
        if (topic.equals(Topics.DELIVERY_REMOTE.name())) {
            return ofRemote(records);
        }
        if (topic.equals(Topics.DELIVERY_OUTCOME.name())) {
            return "Outcomes that were counted are known; nothing else changes.";
        }
        return ofAccepted(records);
    }

    private String ofLocal(List<ConsumerRecord<byte[], byte[]>> records) {
        Set<LocalRoute> routes = new HashSet<>();
        for (var record : records) {
            try {
                LocalDelivery delivery =
                        LogReader.event(Topics.DELIVERY_LOCAL, record).event().data();
                var key = new RouteKey(delivery.messageId(), delivery.recipient(), delivery.purpose());
                routes.add(new LocalRoute(key, delivery.account()));
            } catch (UnreadableRecord _) {
                // its reader parks it
            }
        }
        int known = stores.filed(routes).size();
        return known + " are in their mailboxes, or were, and stay as they are; " + (routes.size() - known)
                + " would be filed.";
    }

    private String ofRemote(List<ConsumerRecord<byte[], byte[]>> records) {
        Set<RouteKey> routes = new HashSet<>();
        for (var record : records) {
            try {
                RemoteDelivery delivery =
                        LogReader.event(Topics.DELIVERY_REMOTE, record).event().data();
                delivery.recipients()
                        .forEach(recipient ->
                                routes.add(new RouteKey(delivery.messageId(), recipient.address(), Purpose.INBOX)));
            } catch (UnreadableRecord _) {
                // its reader parks it
            }
        }
        var ended = new HashSet<RouteKey>();
        oldest(records, time -> outcomes(time, ended));
        ended.retainAll(routes);
        return routes.size() + " recipients would be sent to; " + ended.size()
                + " of them have ended already and would get it again.";
    }

    private String ofAccepted(List<ConsumerRecord<byte[], byte[]>> records) {
        Set<MessageId> messages = new HashSet<>();
        records.forEach(record -> messages.add(MessageId.of(LogReader.key(record))));
        Set<MessageId> judged = new HashSet<>();
        Set<MessageId> toTheWorld = new HashSet<>();
        oldest(
                records,
                time -> read(Topics.MAIL_JUDGED.name(), time, record -> {
                    MessageJudged found =
                            LogReader.event(Topics.MAIL_JUDGED, record).event().data();
                    if (messages.contains(found.messageId())) {
                        judged.add(found.messageId());
                        if (found.routes().stream().anyMatch(Route.Remote.class::isInstance)) {
                            toTheWorld.add(found.messageId());
                        }
                    }
                }));
        return messages.size() + " messages would be judged, " + judged.size() + " of them again: mailboxes and credits"
                + " stay as they are, and " + toTheWorld.size() + " would go to the world again.";
    }

    private void outcomes(Instant since, Set<RouteKey> ended) {
        read(Topics.DELIVERY_OUTCOME.name(), since, record -> {
            Outcome outcome =
                    LogReader.event(Topics.DELIVERY_OUTCOME, record).event().data();
            if (outcome.terminal()) {
                var subject = outcome.subject();
                ended.add(new RouteKey(subject.messageId(), subject.recipient(), subject.purpose()));
            }
        });
    }

    private interface Since {
        void look(Instant time);
    }

    private static void oldest(List<ConsumerRecord<byte[], byte[]>> records, Since since) {
        records.stream()
                .mapToLong(ConsumerRecord::timestamp)
                .min()
                .ifPresent(millis -> since.look(Instant.ofEpochMilli(millis).minus(MARGIN)));
    }

    private interface Visitor {
        void visit(ConsumerRecord<byte[], byte[]> record);
    }

    private void read(String topic, Instant since, Visitor visitor) {
        try (var reader = new LogReader(kafka, List.of(topic))) {
            reader.from(since);
            reader.readTo(reader.ends(), record -> {
                try {
                    visitor.visit(record);
                } catch (UnreadableRecord _) {
                    // a newer release wrote it
                }
            });
        }
    }
}
