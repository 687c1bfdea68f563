package org.posthorn.allinone.prove;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.posthorn.events.Topics;
import org.posthorn.runtime.kafka.KafkaSettings;

/// The harness notices what a careless mail system would do: what is done to the cluster here has the effect of the
/// carelessness that it is named after.
class SabotageProof {
    private static final Duration FROZEN = Duration.ofSeconds(8);
    /// Longer than a group waits for a member that was killed.
    private static final Duration STRIKE = Duration.ofSeconds(90);
    private static final int ENOUGH_ROWS = 5;

    @TempDir
    Path directory;

    /// What a program with that flaw would leave behind.
    enum Flaw {
        /// `250` before the log had it: records that were answered for are gone.
        ACKS_0("is not in the log") {
            @Override
            void strike(Cluster cluster) throws Exception {
                cluster.begin(new Fault.Freeze(Target.POLICY, FROZEN));
                Pause.millis(3_000);
                try (var admin = admin(cluster)) {
                    admin.deleteRecords(ends(admin, Topics.MAIL_ACCEPTED.name()).entrySet().stream()
                                    .collect(Collectors.toMap(
                                            Map.Entry::getKey, end -> RecordsToDelete.beforeOffset(end.getValue()))))
                            .all()
                            .get(30, TimeUnit.SECONDS);
                }
                cluster.end(new Fault.Freeze(Target.POLICY, FROZEN));
            }
        },
        /// The position was committed before the work was done.
        COMMITTED_EARLY("is not in the log") {
            @Override
            void strike(Cluster cluster) throws Exception {
                var freeze = new Fault.Freeze(Target.POLICY, FROZEN);
                cluster.begin(freeze);
                // until the group has given it up
                Pause.millis(FROZEN.toMillis());
                try (var admin = admin(cluster)) {
                    var position = ends(admin, Topics.MAIL_ACCEPTED.name()).entrySet().stream()
                            .collect(Collectors.toMap(Map.Entry::getKey, end -> new OffsetAndMetadata(end.getValue())));
                    admin.alterConsumerGroupOffsets("policy-service", position)
                            .all()
                            .get(30, TimeUnit.SECONDS);
                }
                cluster.end(freeze);
            }
        },
        /// Rows were changed and the event about them was not written.
        OUTBOX_ROW_DROPPED("has no outcome and waits nowhere") {
            @Override
            void strike(Cluster cluster) throws Exception {
                // A sequence is seen from outside of the transactions that count with it.
                execute(cluster, """
                        CREATE SEQUENCE mailbox.forgotten;
                        CREATE FUNCTION mailbox.forget() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
                        BEGIN
                            IF position('"purpose":"inbox"'::bytea IN NEW.records) > 0 THEN
                                PERFORM nextval('mailbox.forgotten');
                            END IF;
                            RETURN NULL;
                        END $$;
                        CREATE TRIGGER forget BEFORE INSERT ON mailbox.outbox
                            FOR EACH ROW EXECUTE FUNCTION mailbox.forget()
                        """);
                // Nothing is filed until the group of policy-service, which was killed and frozen, works again.
                var deadline = System.nanoTime() + STRIKE.toNanos();
                while (forgotten(cluster) < ENOUGH_ROWS && System.nanoTime() < deadline) {
                    Pause.millis(100);
                }
                execute(cluster, "DROP TRIGGER forget ON mailbox.outbox");
                if (forgotten(cluster) < ENOUGH_ROWS) {
                    throw new IllegalStateException("mailbox-service wrote %d rows of outcomes in %d s, too few to drop"
                            .formatted(forgotten(cluster), STRIKE.toSeconds()));
                }
            }
        },
        /// A row of the mailbox is gone without a trace.
        MAIL_DROPPED("is not in the mailbox") {
            @Override
            void strike(Cluster cluster) throws Exception {
                assertEquals(1, execute(cluster, """
                        DELETE FROM mailbox.message WHERE ctid = (
                            SELECT ctid FROM mailbox.message WHERE accepted_as IS NOT NULL LIMIT 1)
                        """));
            }
        };

        final String words;

        Flaw(String words) {
            this.words = words;
        }

        abstract void strike(Cluster cluster) throws Exception;
    }

    /// Else the complaints below would prove nothing.
    @Test
    void withoutAFlawThereIsNothingToNotice() {
        assertEquals(List.of(), complaints(_ -> {}));
    }

    @ParameterizedTest
    @EnumSource
    void aFlawIsNoticed(Flaw flaw) {
        var broken = complaints(cluster -> {
            try {
                flaw.strike(cluster);
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        System.out.printf("SabotageProof: %s: %d complaints, such as %s%n", flaw, broken.size(), first(broken, flaw));
        assertTrue(broken.stream().anyMatch(sentence -> sentence.contains(flaw.words)), () -> flaw + ": " + broken);
    }

    private static String first(List<String> broken, Flaw flaw) {
        return broken.stream()
                .filter(sentence -> sentence.contains(flaw.words))
                .findFirst()
                .orElse("none of those that should be heard");
    }

    private List<String> complaints(Prove.Sabotage sabotage) {
        var options = new ProveOptions(Duration.ofSeconds(15), 7, 40, Optional.empty(), Path.of("unused"));
        var report = new Prove(options, directory, System.out, sabotage).run();
        return report.verdict().promises().stream()
                .flatMap(promise -> promise.broken().stream())
                .toList();
    }

    private static Admin admin(Cluster cluster) {
        return cluster.settings().get(KafkaSettings.class).connection().admin();
    }

    private static Map<TopicPartition, Long> ends(Admin admin, String topic) throws Exception {
        var partition = new TopicPartition(topic, 0);
        return Map.of(
                partition,
                admin.listOffsets(Map.of(partition, OffsetSpec.latest()))
                        .partitionResult(partition)
                        .get(30, TimeUnit.SECONDS)
                        .offset());
    }

    private static int execute(Cluster cluster, String statement) throws SQLException {
        try (var connection = cluster.postgres().connect("posthorn");
                var running = connection.createStatement()) {
            return running.executeUpdate(statement);
        }
    }

    /// How many rows of the outbox that held outcomes were dropped.
    private static long forgotten(Cluster cluster) throws SQLException {
        try (var connection = cluster.postgres().connect("posthorn");
                var running = connection.createStatement();
                var counted = running.executeQuery(
                        "SELECT CASE WHEN is_called THEN last_value ELSE 0 END FROM mailbox.forgotten")) {
            counted.next();
            return counted.getLong(1);
        }
    }
}
