package org.posthorn.mailbox;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.LocalDelivery;
import org.posthorn.events.api.AccountApi.AccountCreated;
import org.posthorn.events.api.AccountApi.NewAccount;
import org.posthorn.mailbox.filing.LocalDeliveries;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceToken;
import org.posthorn.runtime.kafka.Batch;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.Received;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.runtime.service.Service;
import org.posthorn.runtime.settings.HostPort;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;

/// mailbox-service on real servers, as a test uses it.
public final class RunningMailbox implements AutoCloseable {
    private final HttpClient http = ServiceClient.httpClient();
    private final Service service;
    private final ServiceClient client;

    public RunningMailbox(TestDatabase database, TestKafka kafka, Path directory, String... more) {
        try (var admin = KafkaConnection.to(kafka.bootstrapServers()).admin()) {
            new TopicProvisioner(admin, TopicProvisioner.Shape.SINGLE).create();
        }
        var settings = new ArrayList<>(Arrays.asList(
                "database.url=" + database.jdbcUrl(),
                "database.user=" + database.user(),
                "database.password=" + database.password(),
                "kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "http.token-file=" + directory.resolve("token"),
                "mailbox.scram-iterations=4096",
                "mailbox.password-memory=1MB",
                "imap.host=127.0.0.1",
                "imap.port=0",
                "imap.tls-port=0",
                "pop3.host=127.0.0.1",
                "pop3.port=0",
                "pop3.tls-port=0",
                "tls.directory=" + directory.resolve("tls")));
        settings.addAll(Arrays.asList(more));
        service = Service.start("mailbox", Settings.of(settings.toArray(String[]::new)), new HostPort("127.0.0.1", 0));
        // classes share a log: no account of one may have the number of another's
        service.bean(Database.class)
                .query("SELECT setval('account_account_seq', ?)", _ -> "", System.currentTimeMillis());
        var base = URI.create("http://127.0.0.1:" + service.port());
        client = new ServiceClient(http, base, service.bean(ServiceToken.class), Duration.ofMinutes(2));
    }

    public ServiceClient client() {
        return client;
    }

    public Service service() {
        return service;
    }

    /// Makes an account.
    public long account(String name) {
        var wanted = new NewAccount(name, Optional.of("some password"), Optional.empty(), Optional.empty());
        return client.post("/internal/v1/accounts", wanted, AccountCreated.class)
                .account()
                .id()
                .value();
    }

    /// Files a batch as the loop would.
    public void file(Delivery... deliveries) {
        var records = new ArrayList<Received<LocalDelivery>>();
        for (var delivery : deliveries) {
            records.add(new Received<>(delivery.cloudEvent(), "", 0, 0, Instant.now(), 1));
        }
        service.bean(LocalDeliveries.class).file(new Batch<>(records, List.of()));
    }

    public long number(String sql) {
        return service.bean(Database.class)
                .queryOne(sql, row -> row.number("count"))
                .orElseThrow();
    }

    public void update(String sql) {
        service.bean(Database.class).update(sql);
    }

    @Override
    public void close() {
        service.close();
        http.shutdownNow();
    }
}
