package org.posthorn.runtime.ledger;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;
import org.posthorn.runtime.kafka.LogIdentity;
import org.posthorn.runtime.sql.Database;

/// The checkpoint, in the schema `ledger`.
public final class CheckpointStore {
    private static final String READ = """
        SELECT topic, partition, cluster_id, topic_id, begins, up_to, taken_at FROM checkpoint
        """;
    private static final String UNSETTLED = "SELECT partition, place FROM unsettled";
    private static final String CLEAR_CHECKPOINT = "DELETE FROM checkpoint";
    private static final String CLEAR_UNSETTLED = "DELETE FROM unsettled";
    private static final String WRITE = """
        INSERT INTO checkpoint (topic, partition, cluster_id, topic_id, begins, up_to, taken_at)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """;
    private static final String WRITE_UNSETTLED = "INSERT INTO unsettled (partition, place) VALUES (?, ?)";

    private final Database database;

    /// @param database the schema `ledger`
    public CheckpointStore(Database database) {
        this.database = database;
    }

    private record Line(TopicPartition partition, LogIdentity log, long begins, long upTo, Instant takenAt) {}

    /// The checkpoint that was written last.
    ///
    /// @param logs which log each topic is now: a checkpoint of another one is none
    Optional<Checkpoint> read(Map<String, LogIdentity> logs) {
        var lines = database.query(
                READ,
                row -> new Line(
                        new TopicPartition(row.text("topic"), (int) row.number("partition")),
                        new LogIdentity(row.text("cluster_id"), row.text("topic_id")),
                        row.number("begins"),
                        row.number("up_to"),
                        row.instant("taken_at")));
        boolean same = lines.stream()
                .allMatch(line -> line.log().equals(logs.get(line.partition().topic())));
        if (lines.isEmpty() || !same) {
            return Optional.empty();
        }
        Map<TopicPartition, Long> begins = new HashMap<>();
        Map<TopicPartition, Long> upTo = new HashMap<>();
        lines.forEach(line -> {
            begins.put(line.partition(), line.begins());
            upTo.put(line.partition(), line.upTo());
        });
        Set<Place> unsettled = new HashSet<>(
                database.query(UNSETTLED, row -> new Place((int) row.number("partition"), row.number("place"))));
        return Optional.of(
                new Checkpoint(begins, upTo, unsettled, lines.getFirst().takenAt()));
    }

    void write(Checkpoint checkpoint, Map<String, LogIdentity> logs) {
        List<@Nullable Object[]> lines = new ArrayList<>();
        checkpoint.upTo().forEach((partition, upTo) -> {
            var log = logs.get(partition.topic());
            if (log != null) {
                lines.add(new @Nullable Object[] {
                    partition.topic(),
                    partition.partition(),
                    log.clusterId(),
                    log.topicId(),
                    checkpoint.begins().getOrDefault(partition, upTo),
                    upTo,
                    checkpoint.takenAt()
                });
            }
        });
        List<@Nullable Object[]> places = new ArrayList<>();
        checkpoint.unsettled().forEach(place -> places.add(new @Nullable Object[] {place.partition(), place.offset()}));
        database.run(tx -> {
            tx.update(CLEAR_CHECKPOINT);
            tx.update(CLEAR_UNSETTLED);
            tx.batch(WRITE, lines);
            tx.batch(WRITE_UNSETTLED, places);
        });
    }
}
