package org.posthorn.mailbox;

import java.net.URI;
import java.net.http.HttpClient;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import org.posthorn.runtime.http.ServiceClient;
import org.posthorn.runtime.http.ServiceToken;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.runtime.service.Service;
import org.posthorn.runtime.settings.HostPort;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;

/// mailbox-service on real servers, as a test uses it.
final class RunningMailbox implements AutoCloseable {
    private final HttpClient http = ServiceClient.httpClient();
    private final Service service;
    private final ServiceClient client;

    RunningMailbox(TestDatabase database, TestKafka kafka, Path directory, String... more) {
        try (var admin = KafkaConnection.to(kafka.bootstrapServers()).admin()) {
            new TopicProvisioner(admin, TopicProvisioner.Shape.SINGLE).create();
        }
        var settings = new ArrayList<>(Arrays.asList(
                "database.url=" + database.jdbcUrl(),
                "database.user=" + database.user(),
                "database.password=" + database.password(),
                "kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "http.token-file=" + directory.resolve("token")));
        settings.addAll(Arrays.asList(more));
        service = Service.start("mailbox", Settings.of(settings.toArray(String[]::new)), new HostPort("127.0.0.1", 0));
        var base = URI.create("http://127.0.0.1:" + service.port());
        client = new ServiceClient(http, base, service.bean(ServiceToken.class), Duration.ofMinutes(2));
    }

    ServiceClient client() {
        return client;
    }

    Service service() {
        return service;
    }

    @Override
    public void close() {
        service.close();
        http.shutdownNow();
    }
}
