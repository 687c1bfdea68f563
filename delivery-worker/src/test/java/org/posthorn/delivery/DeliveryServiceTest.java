package org.posthorn.delivery;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.testing.Eventually.eventually;

import com.fasterxml.jackson.core.type.TypeReference;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.delivery.transport.ScriptedServer;
import org.posthorn.events.AccountId;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Content;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.Origin;
import org.posthorn.events.Outcome;
import org.posthorn.events.PolicyEntry;
import org.posthorn.events.RemoteDelivery;
import org.posthorn.events.Topics;
import org.posthorn.events.TraceContext;
import org.posthorn.events.api.Page;
import org.posthorn.events.api.QueueApi.Changed;
import org.posthorn.events.api.QueueApi.Group;
import org.posthorn.events.api.QueueApi.Job;
import org.posthorn.events.api.QueueApi.NewJob;
import org.posthorn.events.api.QueueApi.QueuedRow;
import org.posthorn.events.api.QueueApi.Selection;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceToken;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.PartitionLoop;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.runtime.service.Service;
import org.posthorn.runtime.settings.HostPort;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

/// The whole service between a real Kafka, a real PostgreSQL and servers that play scripts.
@WithBacking
class DeliveryServiceTest {
    private static final String ACCEPTING = """
            S: 220 mx.example.net
            C: EHLO mail.example.com
            S: 250-mx.example.net
            S: 250 PIPELINING
            C: MAIL FROM:<alice@example.com>
            C: RCPT TO:<bob@taker.example>
            C: DATA
            S: 250 Ok
            S: 250 Ok
            S: 354 Go ahead
            C: ...
            S: 250 2.0.0 Taken
            cut
            """;
    private static final String DEFERRING = """
            S: 220 mx.example.net
            C: EHLO mail.example.com
            S: 250 mx.example.net
            C: MAIL FROM:<alice@example.com>
            S: 451 4.7.1 Greylisted, come back later
            cut
            """;

    private static final String SLEEPING = """
            S: 220 mx.example.net
            C: EHLO mail.example.com
            S: 250 PIPELINING
            C: MAIL FROM:<alice@example.com>
            wait
            S: 250 Ok
            C: RCPT TO:<erin@slow.example>
            S: 250 Ok
            C: DATA
            S: 354 Go ahead
            C: ...
            S: 250 2.0.0 Taken
            cut
            """;

    private static final Duration LOCK = Duration.ofSeconds(3);
    private static final Origin ALICE = new Origin.Web(new AccountId(1), false, List.of());

    @TempDir
    static Path directory;

    private static final List<Outcome> OUTCOMES = new CopyOnWriteArrayList<>();
    private static final List<CloudEvent<MessageAccepted>> NOTICES = new CopyOnWriteArrayList<>();
    private static final List<AutoCloseable> OPEN = new ArrayList<>();
    private static ScriptedServer taker;
    private static ScriptedServer deferrer;
    private static ScriptedServer sleeper;
    private static MessageId hadBefore;
    private static KafkaConnection connection;
    private static Publisher publisher;
    private static ServiceClient client;
    private static SpanCollector collector;

    @BeforeAll
    static void start(TestKafka kafka, TestDatabase database) throws Exception {
        taker = ScriptedServer.playing(ACCEPTING);
        deferrer = ScriptedServer.playing(DEFERRING);
        sleeper = ScriptedServer.playing(SLEEPING);
        collector = new SpanCollector();
        connection = KafkaConnection.to(kafka.bootstrapServers());
        try (var admin = connection.admin()) {
            new TopicProvisioner(admin, TopicProvisioner.Shape.SINGLE).create();
        }
        shortenLocks();
        publisher = new Publisher(connection);
        hadBefore = send("taker.example", "bob@taker.example");
        takeAndDie(kafka);
        var service = Service.start("delivery", settings(kafka, database), new HostPort("127.0.0.1", 0));
        var http = ServiceClient.httpClient();
        var base = URI.create("http://127.0.0.1:" + service.port());
        client = new ServiceClient(http, base, service.bean(ServiceToken.class), Duration.ofSeconds(60));
        var outcomes = new PartitionLoop<Outcome>(
                connection,
                Topics.DELIVERY_OUTCOME,
                publisher,
                new PartitionLoop.Options("test-outcomes", 100, Optional.empty()),
                batch -> batch.records()
                        .forEach(record -> OUTCOMES.add(record.event().data())));
        var notices = new PartitionLoop<MessageAccepted>(
                connection,
                Topics.MAIL_ACCEPTED,
                publisher,
                new PartitionLoop.Options("test-notices", 100, Optional.empty()),
                batch -> batch.records().forEach(record -> NOTICES.add(record.event())));
        outcomes.start();
        notices.start();
        OPEN.addAll(
                List.of(outcomes, notices, http::shutdownNow, service, publisher, taker, deferrer, sleeper, collector));
    }

    @AfterAll
    static void stop() throws Exception {
        for (var part : OPEN) {
            part.close();
        }
    }

    @Test
    void aMessageIsHandedOverAndItsOutcomePublished() {
        var id = send("taker.example", "bob@taker.example");

        var outcome = outcome(id, Outcome.Delivered.class);

        assertEquals("bob@taker.example", outcome.subject().recipient());
        assertEquals("250 2.0.0 Taken", outcome.attempt().orElseThrow().reply());
    }

    @Test
    void anAttemptIsASpanOfTheMessagesTrace() {
        var id = send("taker.example", "bob@taker.example");
        outcome(id, Outcome.Delivered.class);

        var span = eventually("a span of " + id, () -> collector.spans(id).toList(), spans -> !spans.isEmpty())
                .getFirst();

        assertEquals("deliver", span.path("name").asText());
        assertEquals(
                TraceContext.spanId(id + "/judged"), span.path("parentSpanId").asText());
        assertTrue(span.path("attributes").toString().contains("\"delivered\""), span.toString());
    }

    @Test
    void aDeferredMessageIsInTheQueueWithReasonReplyAndNextAttempt() {
        var id = send("deferrer.example", "carol@deferrer.example");

        outcome(id, Outcome.Deferred.class);

        var row = rows(id).getFirst();
        assertEquals("deferred", row.state());
        assertEquals(1, row.attempts());
        assertEquals(Optional.of("451 4.7.1 Greylisted, come back later"), row.lastReply());
        assertTrue(row.nextAttempt().orElseThrow().isAfter(Instant.now().plusSeconds(200)), row.toString());
    }

    @Test
    void whatNoServerSaidIsNoReplyInTheQueue() {
        var id = send("nobody.example", "carol@nobody.example");

        var facts = outcome(id, Outcome.Deferred.class).attempt();

        assertFalse(facts.saidByHost(), facts.toString());
        eventually("a row that says why", () -> !rows(id).isEmpty());
        var row = rows(id).getFirst();
        assertTrue(row.reason().startsWith("Connecting to 127.0.0.1 (127.0.0.1) failed: "), row.toString());
        assertEquals(Optional.empty(), row.lastReply());
        assertEquals(Optional.of("network"), row.kind());
    }

    @Test
    void aSlowServerHoldsNobodyUpAndItsMailGoesOnFromTheQueue() {
        var slow = send("slow.example", "erin@slow.example");

        eventually(
                "a row that is leased",
                () -> rows(slow).stream().anyMatch(row -> row.state().equals("leased")));
        outcome(send("taker.example", "bob@taker.example"), Outcome.Delivered.class);
        // however long the server thinks: a record that was still held would have come again by now
        var later = Instant.now().plus(LOCK).plus(LOCK.dividedBy(2));
        eventually("longer than a lock lasts", () -> Instant.now().isAfter(later));
        sleeper.wake();

        outcome(slow, Outcome.Delivered.class);
        eventually("the row is gone", () -> rows(slow).isEmpty());
        assertTrue(
                OUTCOMES.stream()
                        .noneMatch(outcome -> outcome instanceof Outcome.InDoubt
                                && outcome.subject().messageId().equals(slow)),
                "its record was let go before its lock ended");
    }

    @Test
    void whatPolicyTookBackIsNeverSent(TestKafka kafka) {
        var takenBack = inTransaction(kafka, KafkaProducer::abortTransaction);
        var sent = inTransaction(kafka, KafkaProducer::commitTransaction);

        outcome(sent, Outcome.Delivered.class);

        outcome(send("taker.example", "bob@taker.example"), Outcome.Delivered.class);
        assertTrue(OUTCOMES.stream()
                .noneMatch(outcome -> outcome.subject().messageId().equals(takenBack)));
        assertEquals(List.of(), rows(takenBack));
    }

    @Test
    void aRecordThatAWorkerHadBeforeIsInDoubtFirst() {
        var doubt = outcome(hadBefore, Outcome.InDoubt.class);
        outcome(hadBefore, Outcome.Delivered.class);

        assertEquals("retry", doubt.decision());
    }

    @Test
    void anOperatorFlushesHoldsReleasesRequeuesAndDeletes() {
        var id = send("deferrer.example", "dave@deferrer.example");
        outcome(id, Outcome.Deferred.class);
        var selection = new Selection(
                List.of(id),
                List.of("dave@deferrer.example"),
                Optional.of("DEFERRER.example"),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false,
                "admin");

        assertEquals(1, change("flush", selection));
        eventually("the second attempt", () -> rows(id).getFirst().attempts() == 2);
        eventually("nobody has it in hands", () -> rows(id).getFirst().state().equals("deferred"));
        assertEquals(1, change("hold", selection));
        assertEquals("held", rows(id).getFirst().state());
        outcome(id, Outcome.Held.class);
        assertEquals(1, change("release", selection));
        eventually("the third attempt", () -> rows(id).getFirst().attempts() == 3);
        eventually("nobody has it in hands", () -> rows(id).getFirst().state().equals("deferred"));
        assertEquals(1, change("requeue", selection));
        eventually("an attempt like the first", () -> rows(id).getFirst().attempts() == 1);
        eventually("nobody has it in hands", () -> rows(id).getFirst().state().equals("deferred"));
        assertEquals(
                1,
                client.post("/internal/v1/queue/count", selection, Changed.class)
                        .recipients());
        var job = client.post("/internal/v1/queue/jobs", new NewJob("delete", selection, "one message"), Job.class);
        eventually("the job is done", () -> job(job.id()).finished().isPresent());

        assertEquals(1, job(job.id()).done());
        assertEquals(List.of(), rows(id));
        assertEquals("admin", outcome(id, Outcome.Discarded.class).by());
    }

    @Test
    void aJobWhoseWorkerDiedSaysThatNothingMoreIsHeardOfIt(TestDatabase database) throws Exception {
        database.execute(
                "INSERT INTO delivery.queue_job (id, action, words, by, begun, expected, touched) OVERRIDING SYSTEM"
                        + " VALUE VALUES (999, 'hold', 'all', 'admin', now(), 700, now() - interval '2 minutes')");
        assertTrue(job(999).failure().orElseThrow().startsWith("no word for a minute"));
    }

    @Test
    void theQueueIsListedPageByPage() {
        var ids = new ArrayList<MessageId>();
        for (var name : List.of("p1", "p2", "p3")) {
            ids.add(send("deferrer.example", name + "@deferrer.example"));
        }
        ids.forEach(id -> outcome(id, Outcome.Deferred.class));
        var seen = new ArrayList<MessageId>();
        Optional<String> cursor = Optional.of("");
        while (cursor.isPresent()) {
            var page = page("?limit=2&domain=Deferrer.Example&state=deferred&cursor=" + cursor.get());
            page.items().forEach(row -> seen.add(row.messageId()));
            cursor = page.next();
        }

        assertTrue(seen.containsAll(ids), seen.toString());
        for (var by : List.of("site", "kind", "age", "state")) {
            var groups = client.get("/internal/v1/queue/groups?by=" + by, new TypeReference<List<Group>>() {});
            assertTrue(groups.stream().mapToLong(Group::recipients).sum() >= ids.size(), by + groups);
        }
        assertEquals(seen.stream().distinct().toList(), seen);
    }

    @Test
    void mailToADomainThatDoesNotExistComesBackToItsSender() {
        var id = send("dead.invalid", "nobody@dead.invalid");

        var outcome = outcome(id, Outcome.Bounced.class);

        assertEquals("5.1.2", outcome.attempt().status());
        var notice = eventually(
                        "the notification",
                        () -> NOTICES.stream()
                                .filter(event -> outcome.notified()
                                        .equals(Optional.of(event.data().messageId())))
                                .findFirst(),
                        Optional::isPresent)
                .orElseThrow();
        assertEquals("", notice.data().envelope().reversePath());
        assertEquals(
                "alice@example.com",
                notice.data().envelope().recipients().getFirst().address());
        var text = text(notice.content().orElseThrow());
        assertTrue(text.contains("Final-Recipient: rfc822; nobody@dead.invalid"), text);
        assertTrue(text.contains("Status: 5.1.2"), text);
        assertTrue(text.contains("The domain dead.invalid does not exist"), text);
    }

    @Test
    void aSuppressedAddressGetsNothingAndItsSenderLearnsWhy() {
        var entry = new PolicyEntry.Suppressed(
                "example.com", "gone@taker.example", "550 User unknown", Instant.now(), Optional.empty(), 1);
        var event = new CloudEvent<PolicyEntry>("s", "test", Instant.now(), Optional.empty(), entry, Optional.empty());
        Publisher.await(List.of(publisher.send(Topics.POLICY, entry.key(), event)));
        var outcome = eventually(
                "the entry holds",
                () -> outcome(send("taker.example", "gone@taker.example"), Outcome.class),
                Outcome.Bounced.class::isInstance);

        var bounced = assertInstanceOf(Outcome.Bounced.class, outcome);
        assertEquals("5.7.1", bounced.attempt().status());
        assertEquals(Optional.of("suppressed"), bounced.bounceClass());
        assertEquals(Optional.of("example.com"), bounced.senderDomain());
        assertTrue(bounced.notified().isPresent());
    }

    @Test
    void mailOfStrangersIsNeverAnswered() {
        var id = send("dead.invalid", "nobody@dead.invalid", new Origin.Mx(), "stranger@example.org");

        assertEquals(Optional.empty(), outcome(id, Outcome.Bounced.class).notified());
    }

    /// A worker that took what was there and never said what became of it.
    private static void takeAndDie(TestKafka kafka) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers",
                kafka.bootstrapServers(),
                "group.id",
                TopicProvisioner.DELIVERY_GROUP,
                "share.acknowledgement.mode",
                "explicit");
        try (var worker = new KafkaShareConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            worker.subscribe(List.of(Topics.DELIVERY_REMOTE.name()));
            eventually("a record", () -> !worker.poll(Duration.ofSeconds(1)).isEmpty());
        }
    }

    /// A message to the taker as policy-service writes it.
    private static MessageId inTransaction(TestKafka kafka, Consumer<KafkaProducer<byte[], byte[]>> end) {
        Map<String, Object> config = Map.of(
                "bootstrap.servers", kafka.bootstrapServers(), "transactional.id", "policy-" + System.nanoTime());
        var event = event("taker.example", "bob@taker.example", ALICE, "alice@example.com");
        var encoded = Publisher.codec(Topics.DELIVERY_REMOTE).encode(event);
        var record = new ProducerRecord<byte[], byte[]>(Topics.DELIVERY_REMOTE.name(), 0, null, encoded.value());
        encoded.headers().forEach(header -> record.headers().add(header.name(), header.value()));
        try (var producer = new KafkaProducer<>(config, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            var _ = producer.send(record);
            producer.flush();
            end.accept(producer);
        }
        return event.data().messageId();
    }

    /// As short as Kafka allows, nearly, so that what outlives it can be waited for.
    private static void shortenLocks() throws Exception {
        var group = new ConfigResource(ConfigResource.Type.GROUP, TopicProvisioner.DELIVERY_GROUP);
        var duration = new ConfigEntry("share.record.lock.duration.ms", Long.toString(LOCK.toMillis()));
        try (var admin = connection.admin()) {
            admin.incrementalAlterConfigs(Map.of(group, List.of(new AlterConfigOp(duration, AlterConfigOp.OpType.SET))))
                    .all()
                    .get();
        }
    }

    private static Settings settings(TestKafka kafka, TestDatabase database) {
        return Settings.of(
                "mail.domain=example.com",
                "http.token-file=" + directory.resolve("token"),
                "kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "database.url=" + database.jdbcUrl(),
                "database.user=" + database.user(),
                "database.password=" + database.password(),
                "delivery.patience=300ms",
                "tracing.endpoint=" + collector.endpoint(),
                "delivery.routes=nobody.example=127.0.0.1:1,taker.example=127.0.0.1:" + taker.port()
                        + ",deferrer.example=127.0.0.1:" + deferrer.port() + ",slow.example=127.0.0.1:"
                        + sleeper.port());
    }

    private static MessageId send(String nextHop, String recipient) {
        return send(nextHop, recipient, ALICE, "alice@example.com");
    }

    private static MessageId send(String nextHop, String recipient, Origin origin, String sender) {
        var event = event(nextHop, recipient, origin, sender);
        Publisher.await(List.of(publisher.send(Topics.DELIVERY_REMOTE, nextHop, event)));
        return event.data().messageId();
    }

    private static CloudEvent<RemoteDelivery> event(String nextHop, String recipient, Origin origin, String sender) {
        var now = Instant.now();
        var id = MessageId.next(now);
        var delivery = new RemoteDelivery(
                id,
                nextHop,
                MailEnvelope.of(sender, List.of(recipient)),
                List.of(new RemoteDelivery.RemoteRecipient(recipient, recipient)),
                now,
                origin,
                Optional.of("Hello"));
        var content = "From: alice@example.com\r\nSubject: Hello\r\n\r\nHello\r\n".getBytes(StandardCharsets.US_ASCII);
        return new CloudEvent<>(
                id + "/" + nextHop, "test", now, Optional.empty(), delivery, Optional.of(new Content.Inline(content)));
    }

    private static <T extends Outcome> T outcome(MessageId id, Class<T> kind) {
        var found = eventually(
                kind.getSimpleName() + " of " + id,
                () -> OUTCOMES.stream()
                        .filter(outcome -> outcome.subject().messageId().equals(id) && kind.isInstance(outcome))
                        .findFirst(),
                Optional::isPresent);
        return assertInstanceOf(kind, found.orElseThrow());
    }

    private static Job job(long id) {
        return client.get("/internal/v1/queue/jobs/" + id, Job.class);
    }

    private static List<QueuedRow> rows(MessageId id) {
        return client.get("/internal/v1/queue/" + id, new TypeReference<List<QueuedRow>>() {});
    }

    private static Page<QueuedRow> page(String query) {
        return client.get("/internal/v1/queue" + query, new TypeReference<Page<QueuedRow>>() {});
    }

    private static long change(String what, Selection selection) {
        return client.post("/internal/v1/queue/" + what, selection, Changed.class)
                .recipients();
    }

    private static String text(Content content) {
        var inline = assertInstanceOf(Content.Inline.class, content);
        return new String(inline.octets(), StandardCharsets.UTF_8);
    }
}
