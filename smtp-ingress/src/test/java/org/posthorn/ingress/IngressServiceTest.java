package org.posthorn.ingress;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.testing.Eventually.eventually;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.AccountId;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.DirectoryEntry;
import org.posthorn.events.PolicyEntry;
import org.posthorn.events.Topics;
import org.posthorn.ingress.listener.SmtpServer;
import org.posthorn.ingress.session.ListenerKind;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.runtime.service.Service;
import org.posthorn.runtime.settings.HostPort;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.testing.Backing;
import org.posthorn.testing.Dialogue;
import org.posthorn.testing.WithBacking;

/// The whole service with a real Kafka, and nothing else: no database, no other service.
@WithBacking
class IngressServiceTest {
    private static final String ENVELOPE = """
            C: MAIL FROM:<a@b.example>
            S: 250 {...}
            C: RCPT TO:<carol@ingress.example>
            S: 250 {...}
            C: DATA
            S: 354 {...}
            """;

    @Test
    void acceptedMessageIsInTheLogBeforeTheReply(Backing backing, @TempDir Path directory) {
        var kafka = KafkaConnection.to(backing.bootstrapServers());
        try (var admin = kafka.admin()) {
            new TopicProvisioner(admin, TopicProvisioner.Shape.SINGLE).create();
        }
        var settings = Settings.of(
                "kafka.bootstrap-servers=" + backing.bootstrapServers(),
                "database.url=jdbc:postgresql://127.0.0.1:1/nowhere",
                "database.connect-timeout=1s",
                "http.token=0123456789abcdef0123456789abcdef",
                "smtp.bind=127.0.0.1",
                "smtp.port=0",
                "smtp.submission-port=0",
                "smtp.submissions-port=0",
                "smtp.spool=" + directory.resolve("spool"),
                "tls.directory=" + directory.resolve("tls"));
        try (var service = Service.start("ingress", settings, new HostPort("127.0.0.1", 0));
                var publisher = new Publisher(kafka);
                var client = Dialogue.with(service.bean(SmtpServer.class).port(ListenerKind.MX))) {
            client.follows("""
                    S: 220 {...}
                    C: EHLO client.example
                    S: ...
                    S: 250 LIMITS {...}
                    C: MAIL FROM:<a@b.example>
                    S: 451 4.3.2 {...}
                    """);
            publishDirectory(publisher);
            eventually(
                    "the directory is loaded", () -> service.health().report().well());
            whoIsBlockedIsRefusedWithoutADatabase(publisher, client);
            client.follows(ENVELOPE).follows("""
                    C: Subject: log
                    C: .
                    S: 250 2.0.0 OK queued as {...}
                    """);
            var record = onlyAccepted(kafka);
            var text = new String(record.value(), UTF_8);
            assertTrue(text.startsWith("Received: from client.example") && text.endsWith("Subject: log\r\n"), text);
            assertEquals("org.posthorn.mail.accepted.v1", header(record, "ce_type"));
            assertTrue(header(record, "ce_event").contains("carol@ingress.example"));

            client.follows(ENVELOPE)
                    .send("x\r\n".repeat(500_000).getBytes(US_ASCII))
                    .follows("""
                    C: .
                    S: 451 4.3.0 {...}
                    """);
            eventually("health says so", () -> !service.health().report().well());
        }
    }

    private static void whoIsBlockedIsRefusedWithoutADatabase(Publisher publisher, Dialogue client) {
        var blocked = new PolicyEntry.Blocked("*@bad.com", false, "", "admin", Instant.EPOCH, Optional.empty(), 2);
        var event = new CloudEvent<PolicyEntry>(
                blocked.key(), "test", Instant.EPOCH, Optional.empty(), blocked, Optional.empty());
        Publisher.await(List.of(publisher.send(Topics.POLICY, blocked.key(), event)));
        eventually("the block is in force", () -> says(client, "554 5.7.1 Transaction failed: sender blocked"));
        Publisher.await(List.of(publisher.send(Topics.POLICY.name(), blocked.key(), List.of(), null)));
        eventually("it is taken away", () -> says(client, "250 2.1.0 Sender OK"));
        client.follows("""
                C: RSET
                S: 250 {...}
                """);
    }

    private static boolean says(Dialogue client, String reply) {
        client.send("MAIL FROM:<x@bad.com>\r\n".getBytes(US_ASCII));
        var line = client.line();
        if (line.startsWith("250") && !line.equals(reply)) {
            client.follows("""
                    C: RSET
                    S: 250 {...}
                    """);
        }
        return line.equals(reply);
    }

    private static void publishDirectory(Publisher publisher) {
        var policy = new PolicyEntry.SnapshotComplete(Instant.EPOCH, 1);
        var snapshot = new CloudEvent<PolicyEntry>(
                policy.key(), "test", Instant.EPOCH, Optional.empty(), policy, Optional.empty());
        Publisher.await(List.of(publisher.send(Topics.POLICY, policy.key(), snapshot)));
        for (var entry : List.of(
                new DirectoryEntry.ServedDomain("ingress.example", 1, DirectoryEntry.Access.EVERYONE, 1),
                new DirectoryEntry.AccountAddress("carol@ingress.example", new AccountId(7), 1),
                new DirectoryEntry.SnapshotComplete(Instant.EPOCH, 1))) {
            var event = new CloudEvent<DirectoryEntry>(
                    entry.key(), "test", Instant.EPOCH, Optional.empty(), entry, Optional.empty());
            Publisher.await(List.of(publisher.send(Topics.DIRECTORY, entry.key(), event)));
        }
    }

    private static ConsumerRecord<byte[], byte[]> onlyAccepted(KafkaConnection kafka) {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", kafka.bootstrapServers());
        try (var consumer = new KafkaConsumer<>(config, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            var partition = new TopicPartition(Topics.MAIL_ACCEPTED.name(), 0);
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return eventually(
                            "the message is in the log",
                            () -> consumer.poll(Duration.ofSeconds(1)).records(partition),
                            records -> !records.isEmpty())
                    .getLast();
        }
    }

    private static String header(ConsumerRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), UTF_8);
    }
}
