package org.posthorn.gateway;

import com.fasterxml.jackson.core.type.TypeReference;
import io.micronaut.http.server.netty.NettyEmbeddedServer;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.posthorn.embedded.LoopbackPorts;
import org.posthorn.events.AccountId;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.DirectoryEntry.Access;
import org.posthorn.events.DirectoryEntry.Role;
import org.posthorn.events.Event;
import org.posthorn.events.MailboxChange;
import org.posthorn.events.MessageId;
import org.posthorn.events.PolicyEntry;
import org.posthorn.events.Topic;
import org.posthorn.events.Topics;
import org.posthorn.events.api.AccountApi.Account;
import org.posthorn.events.api.TraceApi.Told;
import org.posthorn.events.api.TraceApi.Traced;
import org.posthorn.gateway.client.Directory;
import org.posthorn.gateway.trace.TraceStories;
import org.posthorn.runtime.http.HttpSettings;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceToken;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.runtime.service.Service;
import org.posthorn.runtime.settings.HostPort;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.testing.Backing;
import org.posthorn.testing.Eventually;
import org.posthorn.testing.TestDatabase;

/// The gateway under test, on a free port of loopback, with a [FakeMailbox] behind it.
final class Gateway implements AutoCloseable, TraceStories.Log {
    final FakeMailbox mailbox = new FakeMailbox();
    final FakeServices services = new FakeServices(mailbox);
    private final Publisher publisher;
    private final Service service;
    private final Settings settings;
    private final int insidePort = LoopbackPorts.free();
    private long version = Instant.now().toEpochMilli();

    Gateway(TestDatabase database, Path directory, int port, String... more) throws Exception {
        var kafka = KafkaConnection.to(Backing.ofThisJvm().bootstrapServers());
        try (Admin admin = kafka.admin()) {
            var _ = new TopicProvisioner(admin, TopicProvisioner.Shape.SINGLE).create();
        }
        publisher = new Publisher(kafka);
        mailbox.addAccount("alice@localhost", "secret-alice", Role.ADMIN);
        mailbox.addAccount("bob@localhost", "secret-bob", Role.USER);
        publishDirectory();
        put(new PolicyEntry.Price("*", 4, PolicyEntry.Per.MESSAGE, version++));
        put(new PolicyEntry.Balance(new AccountId(2), 1, version++, Optional.empty()));
        put(new PolicyEntry.SnapshotComplete(Instant.now(), version++));
        settings = Settings.of(
                        "kafka.bootstrap-servers=" + Backing.ofThisJvm().bootstrapServers(),
                        "database.url=" + database.jdbcUrl(),
                        "database.user=" + database.user(),
                        "database.password=" + database.password(),
                        "services.mailbox-url=" + services.url(),
                        "services.policy-url=" + services.url(),
                        "services.delivery-url=" + services.url(),
                        "gateway.https-listen=127.0.0.1:0",
                        "services.gateway-listen=127.0.0.1:" + insidePort,
                        "tls.directory=" + directory,
                        "http.token-file=" + Files.createDirectories(directory).resolve("token"))
                .with(more);
        service = Service.start("gateway", settings, new HostPort("127.0.0.1", port));
    }

    String url() {
        return "http://localhost:" + service.port();
    }

    /// Where other services and monitoring find it.
    String insideUrl() {
        return "http://127.0.0.1:" + insidePort;
    }

    /// What the internal API says of messages.
    List<Traced> traced(String query) {
        return inside().get("/internal/v1/trace?" + query, new TypeReference<List<Traced>>() {});
    }

    /// What it says of one.
    Told told(MessageId id) {
        return inside().get("/internal/v1/trace/" + id, Told.class);
    }

    private ServiceClient inside() {
        var http = settings.get(HttpSettings.class);
        return new ServiceClient(
                ServiceClient.httpClient(), URI.create(insideUrl()), ServiceToken.of(http), http.timeout());
    }

    /// The port of the encrypted listener.
    int encryptedPort() {
        return service.bean(NettyEmbeddedServer.class).getBoundPorts().stream()
                .filter(port -> port != service.port() && port != insidePort)
                .findFirst()
                .orElseThrow();
    }

    /// Files a message and tells the pages of its account, as mailbox-service does.
    long deliver(long account, Letter letter) {
        long id = mailbox.add(account, letter);
        var row = mailbox.message(account, id).row();
        var added = new MailboxChange.AddedMessage(id, id, Optional.empty(), row.from(), row.subject());
        var change = new MailboxChange.Added(
                new AccountId(account), row.folder(), "INBOX", version++, Instant.now(), List.of(added));
        send(change, Long.toString(account));
        return id;
    }

    private void send(MailboxChange change, String key) {
        Publisher.await(List.of(publisher.send(
                Topics.MAILBOX_CHANGED,
                key,
                new CloudEvent<>(
                        "t" + version++,
                        "mailbox-service",
                        Instant.now(),
                        Optional.empty(),
                        change,
                        Optional.empty()))));
    }

    /// Writes what another service would tell of a message.
    @Override
    public <E extends Event> void tell(Topic<E> topic, String key, CloudEvent<? extends E> event) {
        Publisher.await(List.of(publisher.send(topic, key, event)));
    }

    private void publishDirectory() {
        put(new DirectoryEntry.ServedDomain("localhost", 1, Access.EVERYONE, version++));
        for (var account : mailbox.accounts.values()) {
            put(new DirectoryEntry.AccountAddress(account.address(), account.id(), version++));
            put(facts(account, Optional.empty()));
        }
        put(new DirectoryEntry.SnapshotComplete(Instant.now(), version++));
    }

    /// Tells that a mailbox is full, or has room again, and waits until the gateway knows.
    void full(String address, boolean full) {
        var account = mailbox.account(address);
        put(facts(account, full ? Optional.of(Instant.now()) : Optional.empty()));
        var directory = service.bean(Directory.class);
        Eventually.eventually("the directory tells", () -> directory.isFull(address) == full);
    }

    private DirectoryEntry facts(Account account, Optional<Instant> overQuotaSince) {
        return new DirectoryEntry.AccountFacts(
                account.id(),
                account.address(),
                account.addresses(),
                account.role(),
                true,
                true,
                1,
                overQuotaSince,
                version++);
    }

    void put(DirectoryEntry entry) {
        Publisher.await(List.of(publisher.send(
                Topics.DIRECTORY,
                entry.key(),
                new CloudEvent<>(
                        "d" + version++,
                        "mailbox-service",
                        Instant.now(),
                        Optional.empty(),
                        entry,
                        Optional.empty()))));
    }

    private void put(PolicyEntry entry) {
        Publisher.await(List.of(publisher.send(
                Topics.POLICY,
                entry.key(),
                new CloudEvent<>(
                        "p" + version++, "policy-service", Instant.now(), Optional.empty(), entry, Optional.empty()))));
    }

    <T> T bean(Class<T> type) {
        return service.bean(type);
    }

    @Override
    public void close() {
        service.drain();
        service.close();
        services.close();
        publisher.close();
    }
}
