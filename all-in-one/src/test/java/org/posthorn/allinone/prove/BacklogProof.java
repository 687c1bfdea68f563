package org.posthorn.allinone.prove;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.posthorn.testing.Eventually.eventually;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.posthorn.allinone.process.Child;
import org.posthorn.allinone.process.JavaCommand;
import org.posthorn.delivery.DeliveryApplication;
import org.posthorn.embedded.LoopbackPorts;
import org.posthorn.events.AccountId;
import org.posthorn.events.EventJson;
import org.posthorn.events.MailEnvelope;
import org.posthorn.events.MessageId;
import org.posthorn.events.Origin;
import org.posthorn.events.RemoteDelivery;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.TopicProvisioner;
import org.posthorn.testing.TestDatabase;
import org.posthorn.testing.TestKafka;
import org.posthorn.testing.WithBacking;

/// A backlog of 200,000 deferred messages, of 100 accounts to 1,000 sites, costs the worker no memory, and what is due
/// goes at its time. None goes before it; how late it went is printed; `-Dproof.rows=N` is another backlog.
@WithBacking
class BacklogProof {
    private static final int ROWS = Integer.getInteger("proof.rows", 200_000);
    private static final int ACCOUNTS = 100;
    private static final int SITES = 1_000;
    private static final int PUNCTUAL = 20;
    /// 84 octets for each row: a row that is held costs more, a buffer of a Kafka client that is in use costs less.
    private static final long ALLOWANCE = 16L << 20;
    private static final Duration PATIENCE = Duration.ofMinutes(10);

    private static final String INSERT_MESSAGES = """
            INSERT INTO delivery.queued_message
                   (source, message_id, next_hop, sender, subject, accepted_at, expires_at, size, delivery, content)
            SELECT 'backlog ' || ? || n, ?, 'r' || n %% %1$d || '.remote.test', 'alice@example.com', ? || n, now(),
                   now() + interval '5 days', 1024, replace(replace(?, 'LABEL', ? || n), 'SITE', 'r' || n %% %1$d),
                   convert_to('From: alice@example.com' || chr(13) || chr(10) || 'Subject: ' || ? || n || chr(13) || chr(10)
                       || chr(13) || chr(10) || repeat('a line of the message' || chr(13) || chr(10), 40), 'UTF8')
              FROM generate_series(1, ?) n
            """.formatted(SITES);
    /// Row by row a moment later than the one before.
    private static final String INSERT_RECIPIENTS = """
            INSERT INTO delivery.queued_recipient
                   (queued_message, position, recipient, next_hop, site, account, state, attempts, due_at, reason)
            SELECT id, 0, 'ok-' || subject || '@' || next_hop, next_hop, next_hop, ?, 'DEFERRED', 1,
                   ?::timestamptz + ?::interval * row_number() OVER (ORDER BY id), 'asked to wait'
              FROM delivery.queued_message WHERE subject LIKE ?
            RETURNING recipient, due_at
            """;

    @TempDir
    Path directory;

    /// A row and its time.
    private record Due(Leg leg, Instant at) {}

    @Test
    void aLongBacklogCostsNoMemoryAndIsSentAtItsTime(TestKafka kafka, TestDatabase database) throws Exception {
        try (var admin = KafkaConnection.to(kafka.bootstrapServers()).admin()) {
            new TopicProvisioner(admin, TopicProvisioner.Shape.SINGLE).create();
        }
        try (var sinks = Sinks.start();
                var worker = worker(kafka, database, sinks);
                var connection =
                        DriverManager.getConnection(database.jdbcUrl(), database.user(), database.password())) {
            eventually(PATIENCE, "the worker's tables", () -> tables(connection), there -> there);
            // it has sent something, so that only what the backlog adds is measured
            lateness(sinks, put(connection, "first", 1, PUNCTUAL, Instant.now(), "0 s"));
            long empty = live(worker);
            var begun = System.nanoTime();
            for (int account = 1; account <= ACCOUNTS; account++) {
                put(
                        connection,
                        "a" + account + "x",
                        account,
                        ROWS / ACCOUNTS,
                        Instant.now().plusSeconds(7200),
                        "1 s");
            }
            System.out.printf("BacklogProof: %d rows in %d s%n", ROWS, (System.nanoTime() - begun) / 1_000_000_000);
            // each of these is due before all others, one a second
            var due = put(connection, "second", 1, PUNCTUAL, Instant.now().plusSeconds(5), "1 s");
            var late = lateness(sinks, due);
            long full = live(worker);
            System.out.printf(
                    "BacklogProof: %d deferred; live in the worker %.1f MiB without them, %.1f MiB with them;"
                            + " late by %d ms (median of %d), %d ms (worst)%n",
                    ROWS, mebi(empty), mebi(full), late.get(late.size() / 2), late.size(), late.getLast());
            assertTrue(late.getFirst() >= 0, "none goes before its time");
            assertTrue(full - empty < ALLOWANCE, () -> "the backlog takes " + mebi(full - empty) + " MiB");
        }
    }

    private static double mebi(long octets) {
        return octets / (double) (1 << 20);
    }

    private Child worker(TestKafka kafka, TestDatabase database, Sinks sinks) {
        var arguments = List.of(
                "--kafka.bootstrap-servers=" + kafka.bootstrapServers(),
                "--database.url=" + database.jdbcUrl(),
                "--database.user=" + database.user(),
                "--database.password=" + database.password(),
                "--http.token-file=" + directory.resolve("token"),
                "--mail.domain=example.com",
                "--delivery.routes=.remote.test=127.0.0.1:" + sinks.port(),
                "--services.delivery-listen=127.0.0.1:" + LoopbackPorts.free());
        var command = JavaCommand.of(DeliveryApplication.class, "192m", arguments);
        return Child.start("worker", command, directory.resolve("worker.log"));
    }

    private static boolean tables(Connection connection) throws SQLException {
        try (var statement = connection.createStatement();
                var rows = statement.executeQuery("SELECT to_regclass('delivery.queue_job') IS NOT NULL")) {
            rows.next();
            return rows.getBoolean(1);
        }
    }

    /// Puts rows into the queue.
    ///
    /// @param first when the first is due
    /// @param step from one to the next
    private static List<Due> put(
            Connection connection, String label, long account, int rows, Instant first, String step)
            throws SQLException, JsonProcessingException {
        var id = MessageId.next(Instant.now());
        var recipient = "ok-LABEL@SITE.remote.test";
        var delivery = new RemoteDelivery(
                id,
                "SITE.remote.test",
                MailEnvelope.of("alice@example.com", List.of(recipient)),
                List.of(new RemoteDelivery.RemoteRecipient(recipient, recipient)),
                Instant.now(),
                new Origin.Web(new AccountId(account), false, List.of()),
                Optional.of("LABEL"));
        try (var messages = connection.prepareStatement(INSERT_MESSAGES)) {
            messages.setString(1, label);
            messages.setString(2, id.value());
            messages.setString(3, label);
            messages.setString(4, EventJson.MAPPER.writeValueAsString(delivery));
            messages.setString(5, label);
            messages.setString(6, label);
            messages.setInt(7, rows);
            messages.executeUpdate();
        }
        try (var recipients = connection.prepareStatement(INSERT_RECIPIENTS)) {
            recipients.setString(1, new AccountId(account).toString());
            recipients.setObject(2, OffsetDateTime.ofInstant(first, ZoneOffset.UTC));
            recipients.setString(3, step);
            recipients.setString(4, label + "%");
            return due(recipients.executeQuery());
        }
    }

    private static List<Due> due(ResultSet rows) throws SQLException {
        List<Due> due = new ArrayList<>();
        while (rows.next()) {
            var recipient = rows.getString(1);
            var label = recipient.substring("ok-".length(), recipient.indexOf('@'));
            due.add(new Due(
                    new Leg(label, recipient),
                    rows.getObject(2, OffsetDateTime.class).toInstant()));
        }
        return due;
    }

    /// How many milliseconds after its time each was taken, from the least to the most.
    private static List<Long> lateness(Sinks sinks, List<Due> due) {
        List<Long> late = new ArrayList<>();
        for (var each : due) {
            eventually(PATIENCE, each.toString(), () -> sinks.taken().containsKey(each.leg()), taken -> taken);
            late.add(Duration.between(each.at(), Instant.now()).toMillis());
        }
        Collections.sort(late);
        return late;
    }

    /// The octets of all living objects of a JVM, after it has collected the others.
    private static long live(Child worker) throws IOException, InterruptedException {
        var jcmd = System.getProperty("java.home") + "/bin/jcmd";
        var process = new ProcessBuilder(jcmd, Long.toString(worker.pid()), "GC.class_histogram").start();
        var lines = new String(process.getInputStream().readAllBytes(), US_ASCII).lines();
        var total = lines.filter(line -> line.startsWith("Total")).findFirst().orElseThrow();
        process.waitFor(1, TimeUnit.MINUTES);
        return Long.parseLong(total.strip().split("\\s+")[2]);
    }
}
