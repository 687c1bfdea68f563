package org.posthorn.mailbox.search;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.function.LongFunction;
import org.posthorn.events.AccountId;
import org.posthorn.events.api.MailApi.IndexState;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.service.Running;
import org.posthorn.runtime.sql.Database;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Indexes what the log did not tell of: at the start, every hour, and when an index is made anew. Once a day it drops
/// what is indexed of contents that are gone.
public final class IndexSweep implements Running {
    private static final Logger LOG = LoggerFactory.getLogger(IndexSweep.class);
    private static final Duration EVERY = Duration.ofHours(1);
    private static final Duration BETWEEN_CLEANINGS = Duration.ofDays(1);
    private static final int ACCOUNTS = 500;

    private final Database database;
    private final Indexer indexer;
    private final InstantSource clock;
    private final IndexStore store = new IndexStore();
    private final Semaphore wanted = new Semaphore(1);
    private final Thread thread = Thread.ofVirtual().name("index-sweep").unstarted(this::live);
    private Instant nextCleaning = Instant.MIN;
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
        long count = each(last -> store.behind(database, last, ACCOUNTS), this::bringUp);
        if (count > 0) {
            LOG.info(
                    "index-swept accounts={} millis={}",
                    count,
                    Duration.between(began, clock.instant()).toMillis());
        }
        if (!began.isBefore(nextCleaning)) {
            nextCleaning = began.plus(BETWEEN_CLEANINGS);
            clean();
        }
    }

    /// Runs over accounts in their order.
    ///
    /// @param after the accounts that come after one
    /// @return how many there were
    private long each(LongFunction<List<Long>> after, LongConsumer work) {
        long count = 0;
        for (var some = after.apply(0); !some.isEmpty() && !stopping; some = after.apply(some.getLast())) {
            some.forEach(work::accept);
            count += some.size();
        }
        return count;
    }

    private void bringUp(long account) {
        boolean more = true;
        while (more && !stopping) {
            more = database.transaction(tx -> indexer.forget(tx, account));
        }
        indexer.index(account);
    }

    /// Drops what the index has of contents that are gone: they are found no more anyway, but they take room.
    public void clean() {
        var rewritten = new AtomicLong();
        each(last -> store.accounts(database, last, ACCOUNTS), account -> rewritten.addAndGet(indexer.clean(account)));
        if (rewritten.get() > 0) {
            LOG.info("index-cleaned segments={}", rewritten);
        }
    }

    /// Looks soon: there is mail that the log does not tell of.
    public void soon() {
        wanted.release();
    }

    /// Makes the index of an account anew, in the background. Until its rows are made again, its messages are read at
    /// each search.
    public void rebuild(AccountId account) {
        store.restart(database, Optional.of(account.value()));
        wanted.release();
    }

    /// Makes all of it anew, in the background.
    ///
    /// @return of how many accounts
    public long rebuildAll() {
        int count = store.restart(database, Optional.empty());
        wanted.release();
        return count;
    }

    /// How far an account is indexed.
    public IndexState state(AccountId account) {
        return store.state(database, account.value());
    }

    /// How many accounts are indexed.
    public IndexState state() {
        return store.state(database);
    }
}
