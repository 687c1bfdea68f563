package org.posthorn.allinone.prove;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.posthorn.events.MessageId;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.Outcome;
import org.posthorn.events.Purpose;
import org.posthorn.events.Topics;
import org.posthorn.runtime.kafka.KafkaSettings;
import org.posthorn.runtime.kafka.LogReader;
import org.posthorn.runtime.ledger.LedgerDatabase;
import org.posthorn.runtime.ledger.RouteKey;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;

/// What the log says about the tries, read on as it grows; and what waits in the queue.
final class LogOfTries implements AutoCloseable {
    private static final Pattern LABEL = Pattern.compile("n[0-9]+");

    private final LogReader reader;
    private final Database database;
    private final Map<String, Set<String>> messages = new HashMap<>();
    private final Map<String, String> labels = new HashMap<>();
    private final Map<MessageId, List<Outcome>> outcomes = new HashMap<>();

    LogOfTries(Settings settings) {
        reader = new LogReader(
                settings.get(KafkaSettings.class).connection(),
                List.of(Topics.MAIL_JUDGED.name(), Topics.DELIVERY_OUTCOME.name()));
        reader.fromBeginning();
        database = Database.attach(settings.get(DatabaseSettings.class).withPoolSize(1), "prove");
    }

    /// Whether a Subject is of the load, and not of a notification.
    static boolean isLabel(String subject) {
        return LABEL.matcher(subject).matches();
    }

    void readOn() {
        reader.readTo(reader.ends(), this::take);
    }

    private void take(ConsumerRecord<byte[], byte[]> record) {
        if (record.topic().equals(Topics.MAIL_JUDGED.name())) {
            judged(LogReader.event(Topics.MAIL_JUDGED, record).event().data());
        } else {
            var outcome =
                    LogReader.event(Topics.DELIVERY_OUTCOME, record).event().data();
            outcomes.computeIfAbsent(outcome.subject().messageId(), _ -> new ArrayList<>())
                    .add(outcome);
        }
    }

    private void judged(MessageJudged judged) {
        judged.subject().filter(LogOfTries::isLabel).ifPresent(label -> {
            var id = judged.messageId().value();
            messages.computeIfAbsent(label, _ -> new HashSet<>()).add(id);
            labels.put(id, label);
        });
    }

    Map<String, Set<String>> messages() {
        return Map.copyOf(messages);
    }

    /// @param message its id, alone or with a recipient behind it
    Optional<String> label(String message) {
        return Optional.ofNullable(labels.get(message.substring(0, Math.min(26, message.length()))));
    }

    /// What became of each leg. The sender's own copies are no legs.
    Map<Leg, Told> told() {
        Map<Leg, Told> told = new HashMap<>();
        labels.forEach((id, label) -> {
            for (var outcome : outcomes.getOrDefault(new MessageId(id), List.of())) {
                if (outcome.subject().purpose() == Purpose.INBOX) {
                    var leg = new Leg(label, outcome.subject().recipient());
                    told.computeIfAbsent(leg, _ -> new Told()).add(outcome);
                }
            }
        });
        return told;
    }

    /// The legs that must end and have not.
    List<Leg> open(List<Try> tries) {
        var told = told();
        return tries.stream()
                .filter(one -> one.answered() || messages.containsKey(one.label()))
                .flatMap(one -> Stream.concat(one.localLegs().stream(), one.remoteLegs().stream()))
                .filter(leg -> !told.containsKey(leg) || told.get(leg).terminals() == 0)
                .toList();
    }

    /// Those of them that stand in the queue.
    Set<Leg> waiting(List<Try> tries) {
        var keys = new HashMap<RouteKey, Leg>();
        for (var leg : open(tries)) {
            for (var id : messages.getOrDefault(leg.label(), Set.of())) {
                keys.put(new RouteKey(new MessageId(id), leg.recipient(), Purpose.INBOX), leg);
            }
        }
        var waiting = new HashSet<Leg>();
        new LedgerDatabase(database).queued(keys.keySet()).forEach(key -> waiting.add(keys.get(key)));
        return waiting;
    }

    @Override
    public void close() {
        reader.close();
        database.close();
    }
}
