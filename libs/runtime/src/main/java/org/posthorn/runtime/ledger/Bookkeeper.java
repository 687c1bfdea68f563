package org.posthorn.runtime.ledger;

import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.posthorn.runtime.content.PostgresClaimStore;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.Publisher;

/// Closes the books as the mail goes through: reads what came, moves the checkpoint, and deletes what is behind
/// it for longer than the keep time, in the log and in the claim store.
///
/// A checkpoint is written one step after it was found. What it rests on is then out of the page cache and on the
/// disk, so that after a power cut no message lies before a checkpoint whose outcome went with the tail of a topic.
///
/// Confined to one thread.
public final class Bookkeeper implements AutoCloseable {
    private static final long TOO_FAR_BEHIND = 20_000;
    private static final int UNSETTLED_AT_MOST = 50_000;
    private static final int CLAIMS_OF_A_STEP = 10_000;

    private final KafkaConnection connection;
    private final LedgerDatabase stores;
    private final CheckpointStore checkpoints;
    private final PostgresClaimStore claims;
    private final Duration keep;
    private final InstantSource clock;
    private final LedgerAudit audit;
    private Optional<Checkpoint> found = Optional.empty();

    /// What a step came to.
    ///
    /// @param behind so much mail is not filed yet that the books wait
    /// @param unsettled accepted messages that hold the checkpoint back
    /// @param missing what the books miss; some of it may only be under way
    /// @param deleted offsets that went, for each partition
    /// @param claims messages whose claimed octets were deleted
    public record Step(boolean behind, int unsettled, int missing, Map<TopicPartition, Long> deleted, int claims) {
        private static final Step BEHIND = new Step(true, 0, 0, Map.of(), 0);
    }

    /// What the books are kept in and what they are kept over.
    public record Means(
            KafkaConnection connection,
            Publisher publisher,
            LedgerDatabase stores,
            CheckpointStore checkpoints,
            PostgresClaimStore claims) {}

    /// @param keep how long records stay behind the checkpoint
    public Bookkeeper(Means means, Duration keep, InstantSource clock) {
        this.connection = means.connection();
        this.stores = means.stores();
        this.checkpoints = means.checkpoints();
        this.claims = means.claims();
        this.keep = keep;
        this.clock = clock;
        this.audit = new LedgerAudit(connection, means.publisher(), stores);
        var _ = audit.from(checkpoints);
    }

    /// Closes the books as far as they can be now.
    ///
    /// @throws org.posthorn.runtime.EnvironmentFailure when Kafka or the database is away
    public Step step() {
        // Reading along with a burst would slow it down, and hold all of it in memory.
        if (audit.unread() > TOO_FAR_BEHIND) {
            return Step.BEHIND;
        }
        var report = audit.glance();
        var old = found;
        old.ifPresent(checkpoint -> checkpoints.write(checkpoint, audit.logs()));
        int swept = sweepClaims();
        var now = audit.close(clock.instant());
        found = now.unsettled().size() <= UNSETTLED_AT_MOST ? Optional.of(now) : Optional.empty();
        var deleted = old.map(this::trim).orElse(Map.of());
        return new Step(false, now.unsettled().size(), report.findings().size(), deleted, swept);
    }

    private Map<TopicPartition, Long> trim(Checkpoint checkpoint) {
        try (var admin = connection.admin()) {
            return new LogTrim(admin).trim(checkpoint, clock.instant().minus(keep));
        }
    }

    /// Closes the books once: finds the checkpoint, waits until it rests on the disk, writes it down.
    public Step close(Duration settling) throws InterruptedException {
        if (step().behind()) {
            return Step.BEHIND;
        }
        Thread.sleep(settling);
        return step();
    }

    /// The octets of an old message go when it is settled and nothing that waits names them. The books have read all
    /// that was accepted, so what they do not know to be unsettled is settled, or was never accepted.
    private int sweepClaims() {
        var candidates = claims.storedBefore(clock.instant().minus(keep), CLAIMS_OF_A_STEP);
        candidates.removeAll(audit.unsettled());
        candidates.removeAll(audit.backlog().parked());
        candidates.removeAll(audit.backlog().waiting());
        audit.backlog().underWay().forEach(route -> candidates.remove(route.messageId()));
        candidates.removeAll(stores.naming(candidates));
        claims.delete(candidates);
        return candidates.size();
    }

    @Override
    public void close() {
        audit.close();
    }
}
