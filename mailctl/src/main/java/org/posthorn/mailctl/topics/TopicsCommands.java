package org.posthorn.mailctl.topics;

import static org.posthorn.mailctl.topics.KafkaAnswers.ask;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.posthorn.events.Topic;
import org.posthorn.events.Topics;
import org.posthorn.mailctl.Session;
import org.posthorn.mailctl.console.Column;
import org.posthorn.mailctl.console.Console;
import org.posthorn.mailctl.console.Failure;
import org.posthorn.runtime.kafka.KafkaSettings;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.runtime.kafka.TopicProvisioner.Difference;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `mailctl topics`.
@Command(name = "topics", description = "Kafka topics: what is in them and who reads them how far.")
public final class TopicsCommands {
    private final Session session;
    private final Console console;

    TopicsCommands(Session session) {
        this.session = session;
        this.console = session.console();
    }

    /// A topic in a list.
    ///
    /// @param records between the oldest and the newest offset; transaction markers count
    record Listed(String topic, int partitions, int replication, long records, String keep, String what) {}

    /// One partition.
    record PartitionState(int partition, String leader, String inSync, long oldest, long end) {}

    /// One topic with everything.
    record Described(
            Topic<?> topic, List<PartitionState> partitions, Map<String, String> settings, List<GroupLag> readers) {}

    @Command(name = "list", description = "Lists the topics of Posthorn.")
    int list() {
        try (var admin = admin()) {
            var existing = ask(admin.listTopics().names());
            var wanted = new TreeMap<String, Topic<?>>();
            Topics.ALL.forEach(topic -> wanted.put(topic.name(), topic));
            Topics.ALL.forEach(topic -> wanted.put(topic.parked(), topic));
            wanted.keySet().retainAll(existing);
            var rows = new ArrayList<Listed>();
            var descriptions = ask(admin.describeTopics(wanted.keySet()).allTopicNames());
            for (var name : inFlowOrder(wanted)) {
                var description = descriptions.get(name);
                if (description == null) {
                    continue;
                }
                int partitions = description.partitions().size();
                var offsets = offsets(admin, name, partitions);
                var topic = wanted.get(name);
                boolean parked = name.endsWith(Topic.PARKED_SUFFIX);
                rows.add(new Listed(
                        name,
                        partitions,
                        description.partitions().getFirst().replicas().size(),
                        offsets.stream().mapToLong(o -> o.end() - o.oldest()).sum(),
                        parked || topic == null ? "forever" : keep(topic),
                        parked || topic == null ? "Set aside; see mailctl parked list." : topic.doc()));
            }
            console.table(
                    rows,
                    "There is no topic of Posthorn; make them: mailctl topics create",
                    Column.of("TOPIC", Listed::topic),
                    Column.number("PARTITIONS", Listed::partitions),
                    Column.number("REPLICATION", Listed::replication),
                    Column.number("RECORDS", Listed::records),
                    Column.of("KEPT", Listed::keep),
                    Column.of("WHAT", Listed::what));
            return 0;
        }
    }

    private static List<String> inFlowOrder(Map<String, Topic<?>> wanted) {
        var names = new ArrayList<String>();
        Topics.ALL.stream().map(Topic::name).forEach(names::add);
        Topics.ALL.stream().map(Topic::parked).forEach(names::add);
        names.retainAll(wanted.keySet());
        return names;
    }

    private static String keep(Topic<?> topic) {
        return topic.keep().name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static List<PartitionState> offsets(Admin admin, String topic, int partitions) {
        Map<TopicPartition, OffsetSpec> oldest = new HashMap<>();
        Map<TopicPartition, OffsetSpec> newest = new HashMap<>();
        for (int i = 0; i < partitions; i++) {
            oldest.put(new TopicPartition(topic, i), OffsetSpec.earliest());
            newest.put(new TopicPartition(topic, i), OffsetSpec.latest());
        }
        var begins = ask(admin.listOffsets(oldest).all());
        var ends = ask(admin.listOffsets(newest).all());
        var states = new ArrayList<PartitionState>();
        for (int i = 0; i < partitions; i++) {
            var partition = new TopicPartition(topic, i);
            var begin = begins.get(partition);
            var end = ends.get(partition);
            if (begin != null && end != null) {
                states.add(new PartitionState(i, "", "", begin.offset(), end.offset()));
            }
        }
        return states;
    }

    @Command(name = "check", description = "Says where topics differ from what they should be; exit code 1 then.")
    int check(@Option(names = "--apply", description = "Mend what Kafka can mend in place.") boolean apply) {
        try (var admin = admin()) {
            var differences = provisioner(admin).differences();
            if (apply && !differences.isEmpty()) {
                console.confirm("Make missing topics and partitions, and set the settings of all topics?");
                provisioner(admin).mend();
                differences = provisioner(admin).differences();
            }
            console.table(
                    differences,
                    "All topics are as they should be.",
                    Column.of("TOPIC", Difference::topic),
                    Column.of("WHAT", Difference::what),
                    Column.of("SHOULD BE", Difference::should),
                    Column.of("IS", difference -> difference.is().orElse("missing")));
            return differences.isEmpty() ? 0 : 1;
        }
    }

    @Command(name = "create", description = "Makes the topics that are missing.")
    int create() {
        try (var admin = admin()) {
            var created = provisioner(admin).create();
            console.result(
                    created, created.isEmpty() ? "No topic was missing." : "Made: " + String.join(", ", created));
            return 0;
        }
    }

    @Command(
            name = "lag",
            description = "How far each reader is: records that it has not finished, and how long the oldest waits.")
    int lag(
            @Parameters(paramLabel = "TEXT", arity = "0..1", description = "Only groups and topics with this text.")
                    Optional<String> text) {
        printLags(lags(text.orElse("")));
        return 0;
    }

    private List<GroupLag> lags(String text) {
        return GroupLag.all(session.installation().kafka(), text, InstantSource.system());
    }

    private void printLags(List<GroupLag> lags) {
        console.table(
                lags,
                "Nobody reads.",
                Column.of("GROUP", GroupLag::group),
                Column.of("KIND", GroupLag::kind),
                Column.of("TOPIC", GroupLag::topic),
                Column.number("PARTITION", GroupLag::partition),
                Column.number("NEXT", GroupLag::next),
                Column.number("END", GroupLag::end),
                new Column<>("LAG", GroupLag::lagText, true),
                new Column<>("BEHIND", GroupLag::behindText, true));
    }

    @Command(name = "describe", description = "Shows one topic: what it carries, partitions, settings, readers.")
    int describe(@Parameters(paramLabel = "TOPIC") String name) {
        var topic = Topics.named(name).orElseThrow(() -> TopicNames.unknown(name));
        try (var admin = admin()) {
            var described = describe(admin, topic);
            if (console.json()) {
                console.json(described);
            } else {
                print(described);
            }
            return 0;
        }
    }

    private Described describe(Admin admin, Topic<?> topic) {
        var description =
                ask(admin.describeTopics(List.of(topic.name())).allTopicNames()).get(topic.name());
        if (description == null) {
            throw new Failure("Kafka has no topic " + topic.name() + "; make it: mailctl topics create");
        }
        var partitions = new ArrayList<PartitionState>();
        var offsets = offsets(admin, topic.name(), description.partitions().size());
        for (var partition : description.partitions()) {
            var offset = offsets.get(partition.partition());
            var leader = partition.leader();
            partitions.add(new PartitionState(
                    partition.partition(),
                    leader == null ? "none" : leader.idString(),
                    partition.isr().size() + "/" + partition.replicas().size(),
                    offset.oldest(),
                    offset.end()));
        }
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic.name());
        var settings = new TreeMap<String, String>();
        ask(admin.describeConfigs(List.of(resource)).all())
                .values()
                .forEach(config -> config.entries().stream()
                        .filter(entry -> !entry.isDefault() && entry.value() != null)
                        .forEach(entry -> settings.put(entry.name(), entry.value())));
        var readers = lags(topic.name()).stream()
                .filter(lag -> lag.topic().equals(topic.name()))
                .toList();
        return new Described(topic, partitions, settings, readers);
    }

    private void print(Described described) {
        var topic = described.topic();
        console.line(topic.name() + ": " + topic.doc());
        console.line("Key:      " + topic.key());
        console.line("Value:    " + (topic.carriesMessage() ? "the message's octets; the event in ce_event" : "JSON"));
        console.line("Kept:     " + keep(topic));
        console.line("Writer:   " + topic.writer());
        console.line("Readers:  " + String.join(", ", topic.readers()));
        described.settings().forEach((key, value) -> console.line("Setting:  " + key + "=" + value));
        console.line("");
        console.table(
                described.partitions(),
                "It has no partition.",
                Column.number("PARTITION", PartitionState::partition),
                Column.of("LEADER", PartitionState::leader),
                Column.of("IN SYNC", PartitionState::inSync),
                Column.number("OLDEST", PartitionState::oldest),
                Column.number("END", PartitionState::end));
        console.line("");
        printLags(described.readers());
    }

    @Command(name = "tail", description = "Prints the records of a topic as sentences.")
    int tail(@Parameters(paramLabel = "TOPIC") String topic, @Mixin TailOptions options) {
        return new Tail(session, TopicNames.topic(topic), topic.endsWith(Topic.PARKED_SUFFIX), options).run();
    }

    private Admin admin() {
        return session.installation().kafka().admin();
    }

    private TopicProvisioner provisioner(Admin admin) {
        var shape = session.installation().settings().get(KafkaSettings.class).shape();
        return new TopicProvisioner(admin, shape);
    }
}
