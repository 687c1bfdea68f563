package org.posthorn.policy.publish;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.PolicyEntry;
import org.posthorn.events.Topics;
import org.posthorn.runtime.kafka.LogIdentity;
import org.posthorn.runtime.outbox.Outbox;
import org.posthorn.runtime.outbox.OutboxRecord;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Sql;
import org.posthorn.runtime.sql.Transaction;

/// Writes policy entries in the transaction of the rows that they tell of, and all of them for a log that has none.
///
/// Entries of one key are published in the order of their commits when the writer holds a lock on the row they tell of.
public final class PolicyEntries {
    private static final String NEXT_VERSION = "SELECT nextval('policy_version') AS version";
    private static final String PUBLISHED = "SELECT cluster_id, topic_id FROM policy_published";
    private static final String SET_PUBLISHED = """
            INSERT INTO policy_published (cluster_id, topic_id) VALUES (?, ?)
            ON CONFLICT (one) DO UPDATE SET cluster_id = excluded.cluster_id, topic_id = excluded.topic_id
            """;

    private final Outbox outbox;
    private final InstantSource clock;

    public PolicyEntries(Outbox outbox, InstantSource clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /// The version of the next entry; to be taken under the lock of its row.
    public static long nextVersion(Sql sql) {
        return sql.queryOne(NEXT_VERSION, row -> row.number("version")).orElseThrow();
    }

    /// Publishes entries when the transaction commits.
    public void put(Transaction tx, List<? extends PolicyEntry> entries) {
        Instant now = clock.instant();
        outbox.add(
                tx,
                entries.stream()
                        .map(entry -> OutboxRecord.of(Topics.POLICY, entry.key(), event(entry, now)))
                        .toList());
    }

    /// Takes an entry away when the transaction commits.
    public void gone(Transaction tx, String key) {
        gone(tx, List.of(key));
    }

    /// Takes entries away when the transaction commits.
    public void gone(Transaction tx, List<String> keys) {
        outbox.add(
                tx,
                keys.stream()
                        .map(key -> OutboxRecord.tombstone(Topics.POLICY, key))
                        .toList());
    }

    /// Publishes everything when this log does not have it yet, `snapshot-complete` last.
    boolean publishWhole(Database database, LogIdentity log, List<EntrySource> sources) {
        if (published(database).equals(Optional.of(log))) {
            return false;
        }
        database.run(tx -> {
            sources.forEach(source -> source.snapshot(tx, page -> put(tx, page)));
            put(tx, List.of(new PolicyEntry.SnapshotComplete(clock.instant(), nextVersion(tx))));
            tx.update(SET_PUBLISHED, log.clusterId(), log.topicId());
        });
        return true;
    }

    private static Optional<LogIdentity> published(Sql sql) {
        return sql.queryOne(PUBLISHED, row -> new LogIdentity(row.text("cluster_id"), row.text("topic_id")));
    }

    private static CloudEvent<PolicyEntry> event(PolicyEntry entry, Instant now) {
        return new CloudEvent<>(
                UUID.randomUUID().toString(), "policy-service", now, Optional.empty(), entry, Optional.empty());
    }
}
