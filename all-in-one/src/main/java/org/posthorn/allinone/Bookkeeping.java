package org.posthorn.allinone;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.content.PostgresClaimStore;
import org.posthorn.runtime.kafka.KafkaSettings;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.ledger.Bookkeeper;
import org.posthorn.runtime.ledger.CheckpointStore;
import org.posthorn.runtime.ledger.LedgerDatabase;
import org.posthorn.runtime.ledger.LedgerSettings;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.settings.Settings;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Closes the books now and then, beside the services, so that the log does not grow for ever and a start after a kill
/// has little to read.
final class Bookkeeping implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Bookkeeping.class);

    private final Settings settings;
    private final Duration interval;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread = new Thread(this::live, "books");

    private volatile long unsettled;
    private volatile long missing;
    private volatile Instant closedAt = Instant.now();

    private Bookkeeping(Settings settings, Metrics metrics) {
        this.settings = settings;
        metrics.gauge(
                "posthorn_ledger_unsettled",
                "Accepted messages that hold the checkpoint back, at the last close of the books.",
                () -> unsettled);
        metrics.gauge("posthorn_ledger_missing", "What the books missed at their last close.", () -> missing);
        metrics.gauge(
                "posthorn_ledger_age_seconds",
                "Time since the books were last closed.",
                () -> Duration.between(closedAt, Instant.now()).toSeconds());
        this.interval = settings.get(LedgerSettings.class).interval();
    }

    /// @param metrics where it shows how the books are
    static Bookkeeping begin(Settings settings, Metrics metrics) {
        var bookkeeping = new Bookkeeping(settings, metrics);
        bookkeeping.thread.setDaemon(true);
        bookkeeping.thread.start();
        return bookkeeping;
    }

    /// After a failure everything is opened anew.
    private void live() {
        try {
            while (!stopped()) {
                try {
                    keepBooks();
                } catch (EnvironmentFailure e) {
                    LOG.warn("books-wait reason=\"{}\"", e.getMessage());
                } catch (RuntimeException e) {
                    LOG.error("books-failed", e);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("books-interrupted");
        }
    }

    private boolean stopped() throws InterruptedException {
        return stop.await(interval.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void keepBooks() throws InterruptedException {
        var kafka = settings.get(KafkaSettings.class);
        var databases = settings.get(DatabaseSettings.class).withPoolSize(1);
        try (var publisher = new Publisher(kafka.connection());
                var reading = Database.attach(databases, "books");
                var ledger = Database.open(databases, "ledger");
                var claims = Database.open(databases, "claims")) {
            var means = new Bookkeeper.Means(
                    kafka.connection(),
                    publisher,
                    new LedgerDatabase(reading),
                    new CheckpointStore(ledger),
                    new PostgresClaimStore(claims));
            var keep = settings.get(LedgerSettings.class).keep(kafka.shape());
            try (var bookkeeper = new Bookkeeper(means, keep, InstantSource.system())) {
                do {
                    tell(bookkeeper.step());
                } while (!stopped());
            }
        }
    }

    private void tell(Bookkeeper.Step step) {
        if (step.behind()) {
            LOG.info("books-wait reason=\"much mail is under way\"");
            return;
        }
        unsettled = step.unsettled();
        missing = step.missing();
        closedAt = Instant.now();
        long deleted =
                step.deleted().values().stream().mapToLong(Long::longValue).sum();
        LOG.info(
                "books-closed unsettled={} missing={} deleted={} claims={}",
                step.unsettled(),
                step.missing(),
                deleted,
                step.claims());
    }

    @Override
    public void close() {
        stop.countDown();
        thread.interrupt();
        try {
            thread.join(Duration.ofSeconds(10));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
