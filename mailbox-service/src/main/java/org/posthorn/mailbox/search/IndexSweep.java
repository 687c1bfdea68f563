package org.posthorn.mailbox.search;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.posthorn.events.AccountId;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.service.Running;
import org.posthorn.runtime.sql.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Indexes what the log did not tell of: at the start, every hour, and when an index is made anew.
public final class IndexSweep implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(IndexSweep.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final int ACCOUNTS = 500;
    private static final int ROWS = 2_000;

    private final Database database;
    private final Indexer indexer;
    private final InstantSource clock;
    private final IndexStore store = new IndexStore();
    private final Semaphore wanted = new Semaphore(1);
    private final Thread thread = Thread.ofVirtual().name("index-sweep").unstarted(this::live);
    private volatile boolean stopping;

    public IndexSweep(Database database, Indexer indexer, InstantSource clock) {
        this.database = database;
        this.indexer = indexer;
        this.clock = clock;
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
                wanted.tryAcquire(EVERY.toMillis(), TimeUnit.MILLISECONDS);
                wanted.drainPermits();
                sweep();
            } catch (InterruptedException e) {
                return;
            } catch (EnvironmentFailure e) {
                LOG.warn("index-sweep-waits reason={}", e.getMessage());
                pause();
            } catch (RuntimeException e) {
                LOG.error("index-sweep-failed", e);
                pause();
            }
        }
    }

    private void pause() {
        try {
            Thread.sleep(Duration.ofSeconds(5));
            wanted.release();
        } catch (InterruptedException e) {
            stopping = true;
        }
    }

    private void sweep() {
        Instant began = clock.instant();
        long last = 0;
        long count = 0;
        for (var some = store.behind(database, last, ACCOUNTS);
                !some.isEmpty() && !stopping;
                some = store.behind(database, last, ACCOUNTS)) {
            some.forEach(indexer::index);
            count += some.size();
            last = some.getLast();
        }
        if (count > 0) {
            LOG.info(
                    "index-swept accounts={} millis={}",
                    count,
                    Duration.between(began, clock.instant()).toMillis());
        }
    }

    /// Makes the index of an account anew, in the background.
    public void rebuild(AccountId account) {
        restart(account.value());
        wanted.release();
    }

    /// Makes all of it anew, in the background.
    ///
    /// @return of how many accounts
    public long rebuildAll() {
        long last = 0;
        long count = 0;
        for (var some = store.accounts(database, last, ACCOUNTS);
                !some.isEmpty();
                some = store.accounts(database, last, ACCOUNTS)) {
            some.forEach(this::restart);
            count += some.size();
            last = some.getLast();
        }
        wanted.release();
        return count;
    }

    /// Until its rows are made again, its messages are read at each search.
    private void restart(long account) {
        database.run(tx -> store.restart(tx, account));
        boolean more = true;
        while (more) {
            more = store.forget(database, account, ROWS);
        }
    }
}
