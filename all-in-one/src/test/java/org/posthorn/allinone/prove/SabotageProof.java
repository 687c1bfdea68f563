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
                execute(cluster, """
                        CREATE FUNCTION mailbox.forget() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END';
                        CREATE TRIGGER forget BEFORE INSERT ON mailbox.outbox
                            FOR EACH ROW EXECUTE FUNCTION mailbox.forget()
                        """);
                Pause.millis(3_000);
                execute(cluster, "DROP TRIGGER forget ON mailbox.outbox");
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
}
