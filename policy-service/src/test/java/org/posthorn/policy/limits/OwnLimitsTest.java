package org.posthorn.policy.limits;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.posthorn.testing.Eventually.eventually;

import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.PolicyEntry;
import org.posthorn.events.PolicyEntry.Limited;
import org.posthorn.events.SmtpActivity;
import org.posthorn.events.Topics;
import org.posthorn.events.api.LimitApi.NewOwn;
import org.posthorn.events.api.LimitApi.Talker;
import org.posthorn.policy.publish.PolicyEntries;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.runtime.limits.LimitSettings;
import org.posthorn.runtime.outbox.Outbox;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import org.posthorn.testing.ManualClock;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

@WithBacking
class OwnLimitsTest {
    private static final Instant NOW = Instant.parse("2026-11-21T10:00:00Z");

    @Test
    void limitsAreSetPublishedReplacedAndTakenAway(TestDatabase where) {
        var settings = Settings.of(
                "database.url=" + where.jdbcUrl(),
                "database.user=" + where.user(),
                "database.password=" + where.password());
        try (var database = Database.open(settings.get(DatabaseSettings.class), "policy")) {
            var clock = new ManualClock(NOW);
            var limits = new OwnLimits(database, new PolicyEntries(new Outbox(), clock), clock);
            limits.put(new NewOwn("10.0.0.0/8", Map.of("connections-per-hour", 50L), "alice"));
            limits.put(new NewOwn("10.0.0.0/8", Map.of("connections-per-hour", -1L), "alice"));
            limits.put(new NewOwn("Example.COM", Map.of("messages-per-day", 500L), "alice"));
            limits.put(new NewOwn("A@example.com", Map.of("account-messages-per-day", 5L), "alice"));

            assertEquals(
                    List.of("10.0.0.0/8", "a@example.com", "example.com"),
                    limits.all().stream().map(Limited::subject).toList());
            assertEquals(
                    Map.of("connections-per-hour", -1L), limits.all().getFirst().limits());
            limits.remove("example.com");
            var snapshot = new ArrayList<PolicyEntry>();
            database.run(tx -> limits.snapshot(tx, snapshot::addAll));
            assertEquals(
                    List.of("limits:10.0.0.0/8", "limits:a@example.com"),
                    snapshot.stream().map(PolicyEntry::key).toList());
            whatMakesNoSenseIsRefused(limits);
        }
    }

    private static void whatMakesNoSenseIsRefused(OwnLimits limits) {
        assertEquals("There is no limit per-minute.", refusal(limits, "example.com", Map.of("per-minute", 5L)));
        assertEquals(
                "connections-per-hour is a limit of networks: write 192.0.2.0/24.",
                refusal(limits, "example.com", Map.of("connections-per-hour", 5L)));
        assertEquals(
                "messages-per-day is a limit of domains and addresses: write example.com or a@example.com.",
                refusal(limits, "10.0.0.0/8", Map.of("messages-per-day", 5L)));
        assertEquals(
                "A limit is 0 to 1000000000, or -1 for none.",
                refusal(limits, "example.com", Map.of("messages-per-day", -2L)));
        assertEquals("Say which limit, such as connections-per-hour=100.", refusal(limits, "example.com", Map.of()));
        assertThrows(Refusal.class, () -> limits.remove("nobody.example"));
    }

    private static String refusal(OwnLimits limits, String subject, Map<String, Long> numbers) {
        var wanted = new NewOwn(subject, numbers, "alice");
        return String.valueOf(
                assertThrows(Refusal.class, () -> limits.put(wanted)).getMessage());
    }

    @Test
    void theBusiestAreKnownFromTheLog(TestKafka kafka) {
        var connection = KafkaConnection.to(kafka.bootstrapServers());
        try (var admin = connection.admin()) {
            new TopicProvisioner(admin, TopicProvisioner.Shape.SINGLE).create();
        }
        var settings = Settings.of().get(LimitSettings.class);
        var talkers = new TopTalkers(connection, settings, InstantSource.system());
        var own = List.of(new Limited("busy.example", Map.of("messages-per-day", 500L), "alice", NOW, 1));
        try (var publisher = new Publisher(connection)) {
            talkers.start();
            var now = Instant.now();
            var activity = new SmtpActivity("message", "a@busy.example", now, 70, "ingress-0");
            var event = new CloudEvent<SmtpActivity>(
                    "talkers", "smtp-ingress", now, Optional.empty(), activity, Optional.empty());
            Publisher.await(List.of(publisher.send(Topics.SMTP_ACTIVITY, activity.subject(), event)));

            var busy = eventually(
                            "it is known",
                            () -> talkers.top(5, own).stream()
                                    .filter(talker -> talker.subject().equals("a@busy.example"))
                                    .toList(),
                            found -> !found.isEmpty())
                    .getFirst();
            assertEquals(new Talker("messages-per-day", "a@busy.example", 70, 500, busy.last()), busy);
        } finally {
            talkers.close();
        }
    }
}
