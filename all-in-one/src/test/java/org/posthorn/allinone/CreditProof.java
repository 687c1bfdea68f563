package org.posthorn.allinone;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.posthorn.testing.Eventually.eventually;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.allinone.process.Child;
import org.posthorn.allinone.process.JavaCommand;
import org.posthorn.embedded.LoopbackPorts;
import org.posthorn.events.AccountId;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Content;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.Event;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.MessageJudged;
import org.posthorn.events.Origin;
import org.posthorn.events.Outcome;
import org.posthorn.events.Purpose;
import org.posthorn.events.RemoteDelivery;
import org.posthorn.events.Topic;
import org.posthorn.events.Topics;
import org.posthorn.events.api.CreditApi;
import org.posthorn.policy.PolicyApplication;
import org.posthorn.runtime.http.HttpSettings;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceToken;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.PartitionLoop;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

/// Each submission is charged once and leaves once, and the ledger adds up, though policy-service is killed with
/// SIGKILL at random moments while it works. `-Dproof.seed=N` repeats a run; `-Dproof.messages=10000 -Dproof.kills=10`
/// is
/// the long form, whose result stands in docs/reliability.md.
@WithBacking
class CreditProof {
    private static final int MESSAGES = Integer.getInteger("proof.messages", 2_000);
    private static final int KILLS = Integer.getInteger("proof.kills", 4);
    private static final long SEED = Long.getLong("proof.seed", System.nanoTime());
    private static final int ACCOUNTS = 20;
    private static final int PRICE = 4;
    private static final long INITIAL = 1_000_000;
    /// A restart takes seconds; on a machine that does much else, a minute.
    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final byte[] LETTER = "From: a@example.com\r\nSubject: one\r\n\r\nHello\r\n".getBytes(UTF_8);

    /// The audit adds up all entries: asked for again and again it would keep the machine from what it waits for.
    private static final String UNDER_WAY = "SELECT count(*) FROM policy.credit_charge WHERE state = 'RESERVED'";

    private final AtomicInteger judgedTwice = new AtomicInteger();
    private final AtomicInteger sentTwice = new AtomicInteger();
    private final Set<MessageId> judged = ConcurrentHashMap.newKeySet();
    private final Set<MessageId> sent = ConcurrentHashMap.newKeySet();

    @Test
    @Timeout(value = 30, unit = TimeUnit.MINUTES)
    void everySubmissionIsChargedOnceThoughPolicyServiceIsKilled(
            TestKafka kafka, TestDatabase database, @TempDir Path folder) throws Exception {
        System.out.println("CreditProof: -Dproof.seed=" + SEED);
        var connection = KafkaConnection.to(kafka.bootstrapServers());
        try (var admin = connection.admin()) {
            new TopicProvisioner(admin, TopicProvisioner.Shape.SINGLE).create();
        }
        int port = LoopbackPorts.free();
        var settings = settings(kafka, database, folder, port);
        try (var publisher = new Publisher(connection);
                var policy = new Policy(settings, folder)) {
            publishDirectory(publisher);
            var readers = List.of(
                    read(connection, publisher, kafka, Topics.MAIL_JUDGED, this::judged),
                    read(connection, publisher, kafka, Topics.DELIVERY_REMOTE, this::sent));
            var accepted = submit(publisher);
            killWhile(policy, accepted);
            settle(publisher, accepted);
            policy.killAndStart();
            await(policy, "every charge has ended", () -> underWay(database), n -> n == 0);
            verify(policy, client(settings, port), accepted);
            readers.forEach(PartitionLoop::close);
        }
    }

    private static List<String> settings(TestKafka kafka, TestDatabase database, Path folder, int port) {
        return List.of(
                "--kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--database.url=" + database.jdbcUrl(),
                "--database.user=" + database.user(),
                "--database.password=" + database.password(),
                "--http.token-file=" + folder.resolve("token"),
                "--dkim.key-file=" + folder.resolve("no.key"),
                "--dkim.master-key-file=" + folder.resolve("master-key"),
                "--mail.domain=example.com",
                "--policy.batch-messages=100",
                "--credits.initial=" + INITIAL,
                "--services.policy-listen=127.0.0.1:" + port);
    }

    private static void publishDirectory(Publisher publisher) {
        var entries = new ArrayList<DirectoryEntry>();
        entries.add(new DirectoryEntry.ServedDomain("example.com", 1, DirectoryEntry.Access.EVERYONE, 1));
        for (int i = 1; i <= ACCOUNTS; i++) {
            var account = new AccountId(i);
            entries.add(new DirectoryEntry.AccountAddress(address(i), account, 1));
            entries.add(new DirectoryEntry.AccountFacts(
                    account,
                    address(i),
                    List.of(address(i)),
                    DirectoryEntry.Role.USER,
                    true,
                    false,
                    1,
                    Optional.empty(),
                    1));
        }
        entries.add(new DirectoryEntry.SnapshotComplete(Instant.now(), 1));
        Publisher.await(entries.stream()
                .map(entry -> publisher.send(Topics.DIRECTORY, entry.key(), event(entry.key(), entry)))
                .toList());
    }

    private static String address(int account) {
        return "u" + account + "@example.com";
    }

    private static <E extends Event> CloudEvent<E> event(String id, E data) {
        return new CloudEvent<>(id, "proof", Instant.now(), Optional.empty(), data, Optional.empty());
    }

    private static List<MessageId> submit(Publisher publisher) {
        var accepted = new ArrayList<MessageId>();
        var sends = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < MESSAGES; i++) {
            int account = 1 + i % ACCOUNTS;
            var id = MessageId.next(Instant.now());
            accepted.add(id);
            var message = new MessageAccepted(
                    id,
                    Instant.now(),
                    new Origin.Submission(new AccountId(account), false, List.of()),
                    Optional.empty(),
                    MailEnvelope.of(address(account), List.of("x@sink.test")),
                    LETTER.length);
            sends.add(publisher.send(
                    Topics.MAIL_ACCEPTED,
                    id.value(),
                    new CloudEvent<>(
                            id.value(),
                            "proof",
                            Instant.now(),
                            Optional.empty(),
                            message,
                            Optional.<Content>of(new Content.Inline(LETTER)))));
        }
        Publisher.await(sends);
        return accepted;
    }

    private void killWhile(Policy policy, List<MessageId> accepted) {
        var random = new Random(SEED);
        for (int kill = 0; kill < KILLS; kill++) {
            int moment = (int) ((kill + random.nextDouble()) * MESSAGES / KILLS);
            await(policy, moment + " have left before kill " + (kill + 1), sent::size, n -> n >= moment);
            policy.killAndStart();
        }
        await(policy, "all have left", sent::size, n -> n >= accepted.size());
        await(policy, "all are judged", judged::size, n -> n >= accepted.size());
    }

    private static <T> T await(Policy policy, String what, Callable<T> value, Predicate<T> wanted) {
        try {
            return eventually(PATIENCE, what, value, wanted);
        } catch (AssertionError e) {
            throw new AssertionError(e.getMessage() + "; " + policy.lastWords(), e);
        }
    }

    /// Every second message arrives, the others bounce; each is reported twice.
    private static void settle(Publisher publisher, List<MessageId> accepted) {
        var sends = new ArrayList<CompletableFuture<Void>>();
        for (int i = 0; i < accepted.size(); i++) {
            var subject = new Outcome.Subject(accepted.get(i), "x@sink.test", "x@sink.test", Purpose.INBOX);
            var attempt = new Outcome.Attempt(Optional.empty(), Optional.empty(), "a reply", "0.0.0");
            var outcome = i % 2 == 0
                    ? new Outcome.Delivered(
                            subject, Instant.now(), Optional.empty(), Optional.empty(), Optional.of(attempt))
                    : new Outcome.Bounced(subject, Instant.now(), attempt, Optional.empty());
            for (int copy = 0; copy < 2; copy++) {
                sends.add(publisher.send(
                        Topics.DELIVERY_OUTCOME, subject.messageId().value(), event("outcome " + i, outcome)));
            }
        }
        Publisher.await(sends);
    }

    private static long underWay(TestDatabase database) throws SQLException {
        try (var connection = DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password());
                var statement = connection.createStatement();
                var rows = statement.executeQuery(UNDER_WAY)) {
            rows.next();
            return rows.getLong(1);
        }
    }

    private void verify(Policy policy, ServiceClient client, List<MessageId> accepted) {
        var found = await(
                        policy,
                        "policy-service answers",
                        () -> client.find("/internal/v1/credits/verification", CreditApi.Verification.class),
                        Optional::isPresent)
                .orElseThrow();
        long arrived = (MESSAGES + 1L) / 2;
        long bounced = MESSAGES - arrived;
        System.out.printf("CreditProof: %d kills, %s%n", KILLS, found);
        assertEquals(List.of(), found.problems());
        assertEquals(new HashSet<>(accepted), sent);
        assertEquals(new HashSet<>(accepted), judged);
        assertEquals(0, sentTwice.get(), "left more than once");
        assertEquals(0, judgedTwice.get(), "judged more than once");
        assertEquals(arrived * PRICE, found.earned());
        assertEquals(ACCOUNTS * INITIAL, found.issued());
        assertEquals(ACCOUNTS * INITIAL - arrived * PRICE, found.available());
        // a grant each, a reservation and an end for each message, and nothing else
        assertEquals(ACCOUNTS + MESSAGES + arrived + bounced, found.entries());
    }

    private static ServiceClient client(List<String> settings, int port) {
        var http = Settings.load(Optional.empty(), Map.of(), settings).get(HttpSettings.class);
        var base = URI.create("http://127.0.0.1:" + port);
        return new ServiceClient(ServiceClient.httpClient(), base, ServiceToken.of(http), Duration.ofSeconds(30));
    }

    private void judged(MessageJudged event) {
        if (!judged.add(event.messageId())) {
            judgedTwice.incrementAndGet();
        }
    }

    private void sent(RemoteDelivery event) {
        if (!sent.add(event.messageId())) {
            sentTwice.incrementAndGet();
        }
    }

    private static <E extends Event> PartitionLoop<E> read(
            KafkaConnection connection, Publisher publisher, TestKafka kafka, Topic<E> topic, Consumer<E> seen) {
        var options = new PartitionLoop.Options(kafka.name("proof." + topic.name()), 500, Optional.empty());
        var loop = new PartitionLoop<>(
                connection,
                topic,
                publisher,
                options,
                batch -> batch.records()
                        .forEach(record -> seen.accept(record.event().data())));
        loop.start();
        return loop;
    }

    /// policy-service in a process of its own, with nothing of the other services on its class path: it starts many
    /// times.
    private static final class Policy implements AutoCloseable {
        private static final Pattern OTHERS = Pattern.compile(
                "/(all-in-one|embedded|smtp-ingress|mailbox-service|delivery-worker|web-gateway|mailctl)/target/");
        private static final int LAST_LINES = 30;

        private final Child process;

        Policy(List<String> settings, Path folder) {
            var command = JavaCommand.of(PolicyApplication.class, "256m", classPath(), settings);
            process = Child.start("policy", command, folder.resolve("policy.out"));
        }

        void killAndStart() {
            process.kill();
            process.startAgain();
        }

        private static String classPath() {
            return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                    .filter(entry -> !OTHERS.matcher(entry).find())
                    .collect(Collectors.joining(File.pathSeparator));
        }

        String lastWords() {
            try {
                var lines = Files.readAllLines(process.log());
                return (process.alive() ? "policy-service runs, and said\n" : "policy-service ended, and said\n")
                        + String.join("\n", lines.subList(Math.max(0, lines.size() - LAST_LINES), lines.size()));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() {
            process.kill();
        }
    }
}
