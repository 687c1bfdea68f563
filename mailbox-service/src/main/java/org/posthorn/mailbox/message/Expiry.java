package org.posthorn.mailbox.message;

import io.micrometer.core.instrument.Counter;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.posthorn.mailbox.folder.SpecialUse;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.http.Refusal;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.service.Running;
import org.posthorn.runtime.sql.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Deletes for good what has been in Trash and in Junk for long, counted from when it came there. Every hour it looks
/// at folders of these uses that have messages; each deletion is an ordinary change of some hundred messages, with its
/// events.
public final class Expiry implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(Expiry.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final int FOLDERS = 500;
    private static final int MESSAGES = 500;
    private static final String FOLDERS_AFTER = """
        SELECT account, folder FROM folder WHERE special_use = ? AND messages > 0 AND account > ?
         ORDER BY account LIMIT ?
        """;
    private static final String OLD = """
        SELECT message FROM message WHERE account = ? AND folder = ? AND coalesce(saved_at, received_at) < ? LIMIT ?
        """;

    private final Database database;
    private final MessageChanges changes;
    private final Keep keep;
    private final InstantSource clock;
    private final Counter expired;
    private final Thread thread = Thread.ofVirtual().name("expiry").unstarted(this::live);
    private volatile boolean stopping;

    /// How long messages stay; zero is for ever.
    public record Keep(Duration trash, Duration junk) {}

    private record Place(long account, long folder) {}

    public Expiry(Database database, MessageChanges changes, Keep keep, Metrics metrics, InstantSource clock) {
        this.database = database;
        this.changes = changes;
        this.keep = keep;
        this.clock = clock;
        expired = metrics.counter("posthorn_mailbox_expired", "Messages deleted after a long time in Trash or Junk.");
    }

    @Override
    public void start() {
        thread.start();
    }

    @Override
    public void close() {
        stopping = true;
        thread.interrupt();
        try {
            thread.join(5_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void live() {
        while (!stopping) {
            try {
                expire();
            } catch (EnvironmentFailure e) {
                LOG.warn("expiry-waits reason={}", e.getMessage());
            } catch (RuntimeException e) {
                LOG.error("expiry-failed", e);
            }
            try {
                Thread.sleep(EVERY);
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /// Deletes all that is old.
    public void expire() {
        expire(SpecialUse.TRASH, keep.trash());
        expire(SpecialUse.JUNK, keep.junk());
    }

    private void expire(SpecialUse use, Duration stay) {
        if (stay.isZero()) {
            return;
        }
        var before = clock.instant().minus(stay);
        long last = 0;
        for (var some = folders(use, last); !some.isEmpty() && !stopping; some = folders(use, last)) {
            some.forEach(place -> expire(place, before));
            last = some.getLast().account();
        }
    }

    private List<Place> folders(SpecialUse use, long after) {
        return database.query(
                FOLDERS_AFTER, row -> new Place(row.number("account"), row.number("folder")), use, after, FOLDERS);
    }

    private void expire(Place place, Instant before) {
        int count = MESSAGES;
        while (count == MESSAGES && !stopping) {
            var old = database.query(
                    OLD, row -> row.number("message"), place.account(), place.folder(), before, MESSAGES);
            count = old.size();
            if (count > 0) {
                delete(place, old);
            }
        }
    }

    private void delete(Place place, List<Long> messages) {
        try {
            changes.expunge(place.account(), messages);
            expired.increment(messages.size());
            LOG.info(
                    "messages-expired account={} folder={} count={}", place.account(), place.folder(), messages.size());
        } catch (Refusal gone) {
            LOG.debug("expiry-skipped account={} reason={}", place.account(), gone.getMessage());
        }
    }
}
