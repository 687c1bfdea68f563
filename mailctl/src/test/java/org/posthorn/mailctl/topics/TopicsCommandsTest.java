package org.posthorn.mailctl.topics;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Content;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.Origin;
import org.posthorn.events.Topics;
import org.posthorn.mailctl.Ran;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.PartitionLoop;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.testing.Eventually;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

@WithBacking
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class TopicsCommandsTest {
    private static final Instant NOW = Instant.parse("2026-03-01T10:00:00Z");
    private final TestKafka kafka;
    private final MessageId id = MessageId.next(NOW);

    TopicsCommandsTest(TestKafka kafka) {
        this.kafka = kafka;
    }

    private Ran mailctl(String... arguments) {
        var all = new java.util.ArrayList<>(List.of(arguments));
        all.add("--set=kafka.bootstrap-servers=" + kafka.bootstrapServers());
        return Ran.mailctl(all.toArray(String[]::new));
    }

    @BeforeAll
    void aMessageIsAccepted() {
        var created = mailctl("topics", "create");
        assertEquals(0, created.code(), created.toString());
        var message = new MessageAccepted(
                id,
                NOW,
                new Origin.Mx(),
                Optional.empty(),
                MailEnvelope.of("s@elsewhere.test", List.of("alice@example.com")),
                20);
        var content = new Content.Inline("Subject: x\r\n\r\nHello\r\n".getBytes(UTF_8));
        var event = new CloudEvent<>(id.value(), "test", NOW, Optional.empty(), message, Optional.<Content>of(content));
        try (var publisher = new Publisher(KafkaConnection.to(kafka.bootstrapServers()))) {
            Publisher.await(List.of(publisher.send(Topics.MAIL_ACCEPTED, id.value(), event)));
        }
    }

    @Test
    void whatIsMissingIsMadeAndThenAllIsWell() {
        assertEquals(new Ran(0, "No topic was missing.\n", ""), mailctl("topics", "create"));
        var check = mailctl("topics", "check");
        assertEquals(new Ran(0, "All topics are as they should be.\n", ""), check);
    }

    @Test
    void topicsAreListedInTheOrderOfTheFlow() {
        var lines = mailctl("topics", "list").out().lines().toList();

        assertTrue(lines.get(0).startsWith("TOPIC"), lines.toString());
        assertTrue(lines.get(1).startsWith("mail.accepted "), lines.toString());
        assertTrue(lines.stream().anyMatch(line -> line.startsWith("mail.accepted.parked")), lines.toString());
    }

    @Test
    void aTailReadsLikeAMailLog() {
        var ran = mailctl("topics", "tail", "mail.accepted", "--from-beginning", "--key", id.value());

        assertTrue(
                ran.out().endsWith("  mail.accepted  " + id + "  s@elsewhere.test -> alice@example.com  (21 B)\n"),
                ran.toString());
    }

    @Test
    void aTailIsFilteredAndSavesMessages(@TempDir Path directory) throws IOException {
        assertEquals(
                "",
                mailctl("topics", "tail", "mail.accepted", "--grep", "nobody@").out());

        var ran = mailctl(
                "topics", "tail", "mail.accepted", "--key", id.value(), "--save", directory.toString(), "--json");

        assertTrue(ran.out().contains("\"reversePath\" : \"s@elsewhere.test\""), ran.out());
        try (var files = Files.list(directory)) {
            var saved = files.toList();
            assertEquals(1, saved.size());
            assertEquals("Subject: x\r\n\r\nHello\r\n", Files.readString(saved.getFirst()));
        }
    }

    @Test
    void lagShowsWhoIsHowFar() {
        var connection = KafkaConnection.to(kafka.bootstrapServers());
        var group = kafka.name("lagging");
        try (var publisher = new Publisher(connection)) {
            var loop = new PartitionLoop<>(
                    connection,
                    Topics.MAIL_ACCEPTED,
                    publisher,
                    new PartitionLoop.Options(group, 10, Optional.empty()),
                    _ -> {});
            loop.start();
            Eventually.eventually(
                    "the group is there",
                    () -> mailctl("topics", "lag", group).out().contains(group));
            loop.close();
        }

        assertTrue(
                lagLine(group).matches("\\Q" + group + "\\E  consumer  mail.accepted +0 +1 +1 +0 +-"), lagLine(group));
    }

    /// The line of the one partition in which a group is.
    private String lagLine(String group) {
        return mailctl("topics", "lag", group).out().lines().skip(1).findFirst().orElseThrow();
    }

    @Test
    void aTopicIsDescribed() {
        var out = mailctl("topics", "describe", "mail.accepted").out();

        assertTrue(out.startsWith("mail.accepted: Every message that we took responsibility for.\n"), out);
        assertTrue(out.contains("Setting:  flush.messages=1\n"), out);
        assertTrue(mailctl("topics", "describe", "mail.acepted").err().startsWith("There is no topic mail.acepted;"));
    }
}
