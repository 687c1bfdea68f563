package org.posthorn.policy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.posthorn.testing.Eventually.eventually;

import com.fasterxml.jackson.core.type.TypeReference;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.posthorn.events.AccountId;
import org.posthorn.events.Client;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Content;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.DirectoryEntry.Access;
import org.posthorn.events.DirectoryEntry.AccountAddress;
import org.posthorn.events.DirectoryEntry.AccountFacts;
import org.posthorn.events.DirectoryEntry.Alias;
import org.posthorn.events.DirectoryEntry.Role;
import org.posthorn.events.DirectoryEntry.ServedDomain;
import org.posthorn.events.DirectoryEntry.SnapshotComplete;
import org.posthorn.events.Event;
import org.posthorn.events.LocalDelivery;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.Origin;
import org.posthorn.events.Outcome;
import org.posthorn.events.RemoteDelivery;
import org.posthorn.events.Topic;
import org.posthorn.events.Topics;
import org.posthorn.events.api.Page;
import org.posthorn.events.api.PolicyApi;
import org.posthorn.events.api.QuarantineApi;
import org.posthorn.mailauth.dkim.DkimResult;
import org.posthorn.mailauth.dkim.DkimVerifier;
import org.posthorn.mailauth.dns.ZoneResolver;
import org.posthorn.policy.StubDns.Line;
import org.posthorn.runtime.content.ClaimStore;
import org.posthorn.runtime.health.Condition;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceToken;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.PartitionLoop;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.kafka.Received;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.runtime.service.Service;
import org.posthorn.runtime.settings.HostPort;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;

/// policy-service with what stands around it: it writes as the ingress and the mailbox would, and reads everything
/// that the service writes.
final class PolicyWorld implements AutoCloseable {
    static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    static final TypeReference<List<PolicyApi.DkimKey>> KEYS = new TypeReference<>() {};

    static final String QUARANTINE = "/internal/v1/quarantine";
    static final String GTUBE = """
            From: Somebody <s@elsewhere.test>
            Subject: a test

            XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X
            """;

    private static final int INLINE = 1 << 20;

    private final StubDns dns = new StubDns(
            Line.text("_dmarc.bank.example.", "v=DMARC1; p=reject"),
            Line.text("bank.example.", "v=spf1 -all"),
            Line.address("77.2.0.192.zen.example.", "127.0.0.4"));
    private final KafkaConnection connection;
    private final Publisher publisher;
    private final Settings settings;
    private final List<PartitionLoop<?>> readers = new ArrayList<>();
    private final Map<String, List<Received<?>>> written = new ConcurrentHashMap<>();
    private final HttpClient http = ServiceClient.httpClient();
    private Service service;

    /// @param more settings, such as `evidence.longest-wait=5m`
    PolicyWorld(TestKafka kafka, TestDatabase database, Path directory, String... more) {
        connection = KafkaConnection.to(kafka.bootstrapServers());
        try (var admin = connection.admin()) {
            new TopicProvisioner(admin, TopicProvisioner.Shape.SINGLE).create();
        }
        publisher = new Publisher(connection);
        settings = Settings.of(
                        "kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                        "database.url=" + database.jdbcUrl(),
                        "database.user=" + database.user(),
                        "database.password=" + database.password(),
                        "http.token-file=" + directory.resolve("token"),
                        "dkim.key-file=" + directory.resolve("dkim.key"),
                        "dkim.master-key-file=" + directory.resolve("dkim-master-key"),
                        "policy.batch-messages=50",
                        "dns.servers=" + dns.address(),
                        "dns.timeout=300ms",
                        "dns.tries=1",
                        "checks.dnsbl-zones=zen.example",
                        "evidence.deadline=2s",
                        "evidence.longest-wait=1s",
                        "mail.domain=example.com")
                .with(more);
        for (var topic : List.of(
                Topics.MAIL_ACCEPTED,
                Topics.MAIL_WAITING,
                Topics.MAIL_JUDGED,
                Topics.DELIVERY_LOCAL,
                Topics.DELIVERY_REMOTE,
                Topics.DELIVERY_OUTCOME)) {
            read(topic, kafka.name("reader"));
        }
        service = startService();
    }

    private <E extends Event> void read(Topic<E> topic, String group) {
        var seen = new CopyOnWriteArrayList<Received<?>>();
        written.put(topic.name(), seen);
        var options = new PartitionLoop.Options(group + "." + topic.name(), 500, Optional.empty());
        var loop = new PartitionLoop<>(connection, topic, publisher, options, batch -> seen.addAll(batch.records()));
        readers.add(loop);
        loop.start();
    }

    private Service startService() {
        return Service.start("policy", settings, new HostPort("127.0.0.1", 0));
    }

    Service service() {
        return service;
    }

    void restart() {
        service.close();
        service = startService();
    }

    /// Alice (1), Bob (2), Carol (3) and a list, as mailbox-service publishes them.
    void publishDirectory() {
        publish(new ServedDomain("example.com", 1, Access.EVERYONE, 1));
        account(1, "alice@example.com", Role.ADMIN);
        account(2, "bob@example.com", Role.USER);
        account(3, "carol@example.com", Role.USER);
        publish(new Alias("team@example.com", List.of("alice@example.com", "bob@example.com"), 1));
        publish(new Alias("away@example.com", List.of("carol@elsewhere.example"), 1));
        publish(new SnapshotComplete(NOW, 1));
    }

    private void account(long id, String address, Role role) {
        var account = new AccountId(id);
        publish(new AccountAddress(address, account, 1));
        publish(new AccountFacts(account, address, List.of(address), role, true, false, 1, Optional.empty(), 1));
    }

    void publish(Outcome outcome) {
        var id = outcome.subject().messageId().value();
        var event = new CloudEvent<>(
                id + "/" + outcome.getClass().getSimpleName(),
                "test",
                NOW,
                Optional.empty(),
                outcome,
                Optional.<Content>empty());
        Publisher.await(List.of(publisher.send(Topics.DELIVERY_OUTCOME, id, event)));
    }

    private void publish(DirectoryEntry entry) {
        var event = new CloudEvent<>(entry.key(), "test", NOW, Optional.empty(), entry, Optional.empty());
        Publisher.await(List.of(publisher.send(Topics.DIRECTORY, entry.key(), event)));
    }

    MessageId accept(Origin origin, String from, String content, String... forwardPaths) {
        var id = MessageId.next(Instant.now());
        Publisher.await(List.of(begin(id, origin, from, content, forwardPaths)));
        return id;
    }

    /// As a stranger's server at this address would have brought it.
    MessageId acceptFrom(String ip, String from, String content, String... forwardPaths) {
        var id = MessageId.next(Instant.now());
        Publisher.await(List.of(begin(id, new Origin.Mx(), Optional.of(stranger(ip)), from, content, forwardPaths)));
        return id;
    }

    /// The same, with content of no interest, and not yet in the log.
    CompletableFuture<Void> beginFrom(MessageId id, String from, String... forwardPaths) {
        var content = "From: " + from + "\n\nHi\n";
        return begin(id, new Origin.Mx(), Optional.of(stranger("203.0.113.9")), from, content, forwardPaths);
    }

    private static Client stranger(String ip) {
        return new Client(ip, 25, "mx.stranger.example", Optional.empty(), Optional.empty());
    }

    CompletableFuture<Void> begin(MessageId id, Origin origin, String from, String content, String... forwardPaths) {
        return begin(id, origin, Optional.empty(), from, content, forwardPaths);
    }

    private CompletableFuture<Void> begin(
            MessageId id, Origin origin, Optional<Client> client, String from, String content, String... forwardPaths) {
        byte[] octets = content.replace("\n", "\r\n").getBytes(UTF_8);
        var message = new MessageAccepted(
                id, NOW, origin, client, MailEnvelope.of(from, List.of(forwardPaths)), octets.length);
        var event =
                new CloudEvent<>(id.value(), "test", NOW, Optional.empty(), message, Optional.of(content(id, octets)));
        return publisher.send(Topics.MAIL_ACCEPTED, id.value(), event);
    }

    private Content content(MessageId id, byte[] octets) {
        if (octets.length <= INLINE) {
            return new Content.Inline(octets);
        }
        try {
            return service.bean(ClaimStore.class)
                    .store(id + "/accepted", new ByteArrayInputStream(octets), octets.length);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    StubDns dns() {
        return dns;
    }

    KafkaConnection connection() {
        return connection;
    }

    Publisher publisher() {
        return publisher;
    }

    Condition part(String name) {
        return Objects.requireNonNull(service.health().report().parts().get(name));
    }

    ServiceClient client() {
        var base = URI.create("http://127.0.0.1:" + service.port());
        return new ServiceClient(http, base, service.bean(ServiceToken.class), Duration.ofSeconds(60));
    }

    List<QuarantineApi.Held> held(String query) {
        return client().get(QUARANTINE + query, new TypeReference<Page<QuarantineApi.Held>>() {})
                .items();
    }

    /// Releases, allows or deletes a held message.
    ///
    /// @return for how many recipients
    int change(MessageId id, String verb, QuarantineApi.Order order) {
        return client().post(QUARANTINE + "/" + id + "/" + verb, order, QuarantineApi.Changed.class)
                .recipients();
    }

    List<LocalDelivery> local(MessageId id, int count) {
        return written(Topics.DELIVERY_LOCAL, count, d -> d.messageId().equals(id)).stream()
                .map(d -> d.event().data())
                .toList();
    }

    List<Received<RemoteDelivery>> remote(MessageId id, int count) {
        return written(Topics.DELIVERY_REMOTE, count, d -> d.messageId().equals(id));
    }

    Outcome outcome(MessageId id) {
        return written(Topics.DELIVERY_OUTCOME, 1, o -> o.subject().messageId().equals(id))
                .getFirst()
                .event()
                .data();
    }

    String octets(Received<?> record) {
        var content = record.event().content().orElseThrow();
        return new String(service.bean(ClaimStore.class).octets(content), UTF_8);
    }

    List<DkimResult> verify(Received<RemoteDelivery> delivery) {
        var zone = client().get("/internal/v1/dkim", KEYS).stream()
                .map(key -> key.recordName() + " TXT \"" + key.recordValue() + "\"")
                .collect(Collectors.joining("\n"));
        var verifier = new DkimVerifier(ZoneResolver.of(zone), InstantSource.system());
        return verifier.verify(octets(delivery).getBytes(UTF_8), Duration.ofSeconds(60));
    }

    /// Waits until this many such records are there, and returns them.
    <E extends Event> List<Received<E>> written(Topic<E> topic, int count, Predicate<E> wanted) {
        return eventually(
                count + " records in " + topic.name(), () -> writtenNow(topic, wanted), found -> found.size() >= count);
    }

    @SuppressWarnings("unchecked")
    <E extends Event> List<Received<E>> writtenNow(Topic<E> topic, Predicate<E> wanted) {
        var found = new ArrayList<Received<E>>();
        for (var record : written.getOrDefault(topic.name(), List.of())) {
            var typed = (Received<E>) record;
            if (wanted.test(typed.event().data())) {
                found.add(typed);
            }
        }
        return found;
    }

    @Override
    public void close() {
        service.close();
        readers.forEach(PartitionLoop::close);
        publisher.close();
        http.shutdownNow();
        dns.close();
    }
}
