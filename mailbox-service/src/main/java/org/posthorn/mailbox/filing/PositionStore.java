package org.posthorn.mailbox.filing;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.Topics;
import org.posthorn.runtime.kafka.OffsetStore;
import org.posthorn.runtime.kafka.Position;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Transaction;

/// How far `delivery.local` was filed, kept with what was filed.
final class PositionStore implements OffsetStore {
    private static final String STORED = """
            SELECT partition, cluster_id, topic_id, next_offset, leader_epoch FROM log_position
             WHERE topic = ? AND partition = ANY (?)
            """;
    private static final String STORE = """
            INSERT INTO log_position (topic, partition, cluster_id, topic_id, next_offset, leader_epoch)
            VALUES (?, ?, ?, ?, ?, ?)
            ON CONFLICT (topic, partition) DO UPDATE SET cluster_id = excluded.cluster_id,
                   topic_id = excluded.topic_id, next_offset = excluded.next_offset,
                   leader_epoch = excluded.leader_epoch
            """;

    private final Database database;

    PositionStore(Database database) {
        this.database = database;
    }

    @Override
    public List<Position> stored(Set<Integer> partitions) {
        return database.query(
                STORED,
                row -> new Position(
                        row.text("cluster_id"),
                        row.text("topic_id"),
                        row.integer("partition"),
                        row.number("next_offset"),
                        row.optionalNumber("leader_epoch").map(Long::intValue)),
                Topics.DELIVERY_LOCAL.name(),
                partitions);
    }

    void store(Transaction tx, List<Position> positions) {
        List<@Nullable Object[]> rows = new ArrayList<>(positions.size());
        for (var position : positions) {
            rows.add(new Object[] {
                Topics.DELIVERY_LOCAL.name(),
                position.partition(),
                position.clusterId(),
                position.topicId(),
                position.next(),
                position.leaderEpoch()
            });
        }
        tx.batch(STORE, rows);
    }
}
