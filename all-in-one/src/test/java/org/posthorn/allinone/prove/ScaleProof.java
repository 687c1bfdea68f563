package org.posthorn.allinone.prove;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.testing.Eventually.eventually;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.allinone.process.Child;
import org.posthorn.allinone.process.JavaCommand;
import org.posthorn.delivery.DeliveryApplication;
import org.posthorn.embedded.LoopbackPorts;
import org.posthorn.events.AccountId;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Content;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageId;
import org.posthorn.events.Origin;
import org.posthorn.events.Outcome;
import org.posthorn.events.RemoteDelivery;
import org.posthorn.events.Topics;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.LogReader;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

/// Delivery scales by adding workers: one, two and four processes against servers that take 100 ms for each reply. The
/// rates are printed. Four must send 1.5 times what one sends, also where something else runs; `-Dproof.scale=3.5`
/// asks for what a machine that does nothing else can promise.
///
/// Each worker has ten connections, so that four of them wait for replies and not for the two processors that they
/// share with the servers and with Kafka.
@WithBacking
class ScaleProof {
    private static final double RATIO = Double.parseDouble(System.getProperty("proof.scale", "1.5"));
    private static final int MESSAGES = Integer.getInteger("proof.messages", 1_200);
    private static final int CONNECTIONS = Integer.getInteger("proof.connections", 10);
    private static final Duration LATENCY = Duration.ofMillis(100);
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    @TempDir
    Path directory;

    @Test
    void fourWorkersSendNearlyFourTimesAsMuchAsOneAndADeadOneLosesNothing(TestKafka kafka, TestDatabase database)
            throws Exception {
        var connection = KafkaConnection.to(kafka.bootstrapServers());
        try (var admin = connection.admin()) {
            new TopicProvisioner(admin, TopicProvisioner.Shape.SINGLE).create();
        }
        try (var sinks = Sinks.start(LATENCY);
                var publisher = new Publisher(connection)) {
            double one = rate(kafka, database, sinks, publisher, 1);
            double two = rate(kafka, database, sinks, publisher, 2);
            double four = rate(kafka, database, sinks, publisher, 4);
            var figures = "one worker %.0f/s, two %.0f/s (%.2f times), four %.0f/s (%.2f times)"
                    .formatted(one, two, two / one, four, four / one);
            System.out.println("ScaleProof: " + figures);
            killOneOfFour(kafka, database, sinks, publisher);
            assertTrue(four / one >= RATIO, figures);
        }
    }

    /// From the first reception to the last, once every worker has sent something.
    private double rate(TestKafka kafka, TestDatabase database, Sinks sinks, Publisher publisher, int workers)
            throws Exception {
        try (var fleet = new Fleet(kafka, database, sinks, workers)) {
            fleet.awaitMembers(kafka);
            warmUp(sinks, publisher, workers);
            int before = sinks.taken().size();
            submit(publisher, "m" + workers + "x", MESSAGES * workers);
            eventually(PATIENCE, "the first", () -> sinks.taken().size(), n -> n > before);
            var begun = System.nanoTime();
            eventually(PATIENCE, "all", () -> sinks.taken().size(), n -> n >= before + MESSAGES * workers);
            return MESSAGES * workers / ((System.nanoTime() - begun) / 1e9);
        }
    }

    private static void warmUp(Sinks sinks, Publisher publisher, int workers) {
        int before = sinks.taken().size();
        submit(publisher, "w" + workers + "x", 400 * workers);
        eventually(PATIENCE, "warm", () -> sinks.taken().size(), n -> n >= before + 400 * workers);
    }

    private void killOneOfFour(TestKafka kafka, TestDatabase database, Sinks sinks, Publisher publisher)
            throws Exception {
        try (var fleet = new Fleet(kafka, database, sinks, 4)) {
            fleet.awaitMembers(kafka);
            int before = sinks.taken().size();
            var labels = submit(publisher, "k", MESSAGES);
            eventually(PATIENCE, "half of them", () -> sinks.taken().size(), n -> n >= before + MESSAGES / 2);
            fleet.members.getFirst().kill();
            var outcomes = outcomes(kafka);
            eventually(
                    PATIENCE.plusMinutes(2),
                    "an end for each",
                    () -> {
                        outcomes.readOn();
                        return outcomes.ended.containsAll(labels);
                    },
                    ended -> ended);
            for (var label : labels) {
                int copies = sinks.taken().getOrDefault(new Leg(label, address(label)), 0);
                int doubts = outcomes.doubts.getOrDefault(label, 0);
                assertTrue(copies >= 1, label + " is lost");
                assertTrue(copies <= 1 + doubts, label + " came " + copies + " times, in doubt " + doubts);
            }
            System.out.printf(
                    "ScaleProof: one of four killed, %d messages, %d in doubt%n", MESSAGES, outcomes.doubts.size());
        }
    }

    private static Outcomes outcomes(TestKafka kafka) {
        return new Outcomes(KafkaConnection.to(kafka.bootstrapServers()));
    }

    /// What became of each label.
    private static final class Outcomes {
        private final LogReader reader;
        final Set<String> ended = new HashSet<>();
        final Map<String, Integer> doubts = new ConcurrentHashMap<>();

        Outcomes(KafkaConnection connection) {
            reader = new LogReader(connection, List.of(Topics.DELIVERY_OUTCOME.name()));
            reader.fromBeginning();
        }

        void readOn() {
            reader.readTo(reader.ends(), record -> {
                var outcome =
                        LogReader.event(Topics.DELIVERY_OUTCOME, record).event().data();
                var recipient = outcome.subject().recipient();
                var label = recipient.substring(recipient.indexOf('-') + 1, recipient.indexOf('@'));
                if (outcome.terminal()) {
                    ended.add(label);
                } else if (outcome instanceof Outcome.InDoubt) {
                    doubts.merge(label, 1, Integer::sum);
                }
            });
        }
    }

    private static String address(String label) {
        return "ok-" + label + "@r1.remote.test";
    }

    private static List<String> submit(Publisher publisher, String prefix, int messages) {
        var labels = new ArrayList<String>();
        var sends = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < messages; i++) {
            var label = prefix + i;
            labels.add(label);
            sends.add(send(publisher, label, i));
        }
        Publisher.await(sends);
        return labels;
    }

    private static CompletableFuture<Void> send(Publisher publisher, String label, int number) {
        var now = Instant.now();
        var id = MessageId.next(now);
        var delivery = new RemoteDelivery(
                id,
                "r1.remote.test",
                MailEnvelope.of("alice@example.com", List.of(address(label))),
                List.of(new RemoteDelivery.RemoteRecipient(address(label), address(label))),
                now,
                new Origin.Web(new AccountId(1), false, List.of()),
                Optional.of(label));
        var octets = ("From: alice@example.com\r\nSubject: " + label + "\r\n\r\nHello\r\n").getBytes(US_ASCII);
        // as many keys as it takes to use every partition
        var event = new CloudEvent<>(
                id + "/r1", "proof", now, Optional.empty(), delivery, Optional.<Content>of(new Content.Inline(octets)));
        return publisher.send(Topics.DELIVERY_REMOTE, "r" + number, event);
    }

    /// Workers, each a process.
    private final class Fleet implements AutoCloseable {
        final List<Child> members = new ArrayList<>();

        Fleet(TestKafka kafka, TestDatabase database, Sinks sinks, int workers) throws Exception {
            for (int i = 0; i < workers; i++) {
                var own = Files.createDirectory(
                        directory.resolve(workers + "-" + members.size() + "-" + System.nanoTime()));
                var arguments = List.of(
                        "--kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                        "--database.url=" + database.jdbcUrl(),
                        "--database.user=" + database.user(),
                        "--database.password=" + database.password(),
                        "--http.token-file=" + directory.resolve("token"),
                        "--mail.domain=example.com",
                        "--delivery.routes=.remote.test=127.0.0.1:" + sinks.port(),
                        "--delivery.connections-per-route=" + CONNECTIONS,
                        "--delivery.first-retry=5s",
                        "--services.delivery-listen=127.0.0.1:" + LoopbackPorts.free());
                var command = JavaCommand.of(DeliveryApplication.class, "192m", arguments);
                members.add(Child.start("worker-" + i, command, own.resolve("worker.log")));
            }
        }

        /// Each worker has two readers, and each of them is a member.
        void awaitMembers(TestKafka kafka) {
            var group = TopicProvisioner.DELIVERY_GROUP;
            try (var admin = KafkaConnection.to(kafka.bootstrapServers()).admin()) {
                eventually(
                        PATIENCE,
                        "every worker in the group",
                        () -> Objects.requireNonNull(admin.describeShareGroups(List.of(group))
                                        .describedGroups()
                                        .get(group))
                                .get()
                                .members()
                                .size(),
                        count -> count == 2 * members.size());
            }
        }

        @Override
        public void close() {
            members.forEach(Child::askToStop);
            members.forEach(Child::close);
        }
    }
}
