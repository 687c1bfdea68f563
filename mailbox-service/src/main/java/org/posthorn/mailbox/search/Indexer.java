package org.posthorn.mailbox.search;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import org.posthorn.events.MailboxChange;
import org.posthorn.events.Topics;
import org.posthorn.mailbox.search.IndexStore.Next;
import org.posthorn.mailbox.search.IndexStore.Octets;
import org.posthorn.mailbox.search.IndexStore.Progress;
import org.posthorn.mailbox.search.SegmentStore.Known;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.kafka.Batch;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.PartitionLoop;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.metrics.Metrics;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Transaction;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Keeps the search index up, behind filing and without slowing it: it follows the topic of changes and indexes what is
/// new of each account that it names, as far as the account's progress says. What it was not told of is found by
/// [IndexSweep].
public final class Indexer {
    private static final Logger LOG = LoggerFactory.getLogger(Indexer.class);
    private static final String GROUP = "mailbox-search";
    private static final int CHANGES = 2_000;
    /// What is not indexed yet is searched all the same, by reading it. The longer a batch fills up, the more messages
    /// of an account share a segment.
    private static final Duration GATHER = Duration.ofSeconds(3);

    private static final int CONTENTS = 200;
    private static final long OCTETS = 8 << 20;
    private static final long MOST_WORDS = 200_000;

    private final Database database;
    private final InstantSource clock;
    private final IndexStore store = new IndexStore();
    private final SegmentStore segments = new SegmentStore();
    private final Merging merging = new Merging(segments);
    private final Counter indexed;
    private final Timer delay;

    public Indexer(Database database, Metrics metrics, InstantSource clock) {
        this.database = database;
        this.clock = clock;
        indexed = metrics.counter("posthorn_mailbox_indexed", "Messages that were indexed for search.");
        delay = metrics.timer("posthorn_mailbox_index_delay", "From the filing of a message to its being indexed.");
    }

    /// The loop that follows the log.
    public PartitionLoop<MailboxChange> loop(KafkaConnection connection, Publisher publisher) {
        return new PartitionLoop<>(
                connection,
                Topics.MAILBOX_CHANGED,
                publisher,
                PartitionLoop.Options.patient(GROUP, CHANGES, GATHER),
                this::follow);
    }

    private void follow(Batch<MailboxChange> batch) {
        var accounts = new LinkedHashSet<Long>();
        var added = new ArrayList<MailboxChange.Added>();
        for (var record : batch.records()) {
            if (record.event().data() instanceof MailboxChange.Added change) {
                accounts.add(change.account().value());
                added.add(change);
            }
        }
        accounts.forEach(this::index);
        var now = clock.instant();
        added.forEach(change -> delay.record(Duration.between(change.at(), now)));
    }

    /// Indexes all that is new of an account.
    public void index(long account) {
        while (database.<Boolean>transaction(tx -> some(tx, account))) {
            // each transaction takes some of it
        }
        while (database.<Boolean>transaction(tx -> merge(tx, account))) {
            // each transaction merges some segments
        }
    }

    /// @return whether there is more
    private boolean some(Transaction tx, long account) {
        var progress = store.lock(tx, account);
        if (progress.stale()) {
            return false;
        }
        var next = bounded(store.next(tx, account, progress.indexed(), CONTENTS));
        if (next.isEmpty()) {
            return false;
        }
        var built = new SegmentBuilder();
        long last = build(tx, account, next, built);
        segments.write(tx, account, progress.segment() + 1, built);
        store.advance(tx, account, new Progress(last, progress.segment() + 1, false));
        tx.afterCommit(() -> indexed.increment(built.contents().count()));
        return true;
    }

    /// Takes contents as long as their words are not too many for the memory.
    ///
    /// @return up to which content
    private long build(Transaction tx, long account, List<Next> next, SegmentBuilder built) {
        var numbers = next.stream().map(Next::content).toList();
        for (var content : store.octets(tx, account, numbers)) {
            if (built.size() > MOST_WORDS) {
                return content.content() - 1;
            }
            add(built, content);
        }
        return numbers.getLast();
    }

    /// @return whether there may be more to merge
    private boolean merge(Transaction tx, long account) {
        var progress = store.lock(tx, account);
        var full = Merging.full(segments.segments(tx, account));
        if (full.isEmpty()) {
            return false;
        }
        rewrite(tx, account, progress, full);
        return true;
    }

    private void rewrite(Transaction tx, long account, Progress progress, List<Known> old) {
        long segment = progress.segment() + 1;
        merging.rewrite(tx, account, old, segment);
        store.advance(tx, account, new Progress(progress.indexed(), segment, false));
    }

    /// Deletes some of an index that is to be made anew.
    ///
    /// @return whether there is more, so that nobody may add to it yet
    boolean forget(Transaction tx, long account) {
        if (!store.lock(tx, account).stale()) {
            return false;
        }
        if (segments.forget(tx, account)) {
            return true;
        }
        store.forgotten(tx, account);
        return false;
    }

    /// Drops what is indexed of contents that are gone from segments that have many of them.
    ///
    /// @return from how many segments
    int clean(long account) {
        segments.dropPartial(database, account);
        if (!segments.hasStrays(database, account)) {
            return 0;
        }
        int count = 0;
        for (var segment : merging.wasteful(database, account)) {
            count += database.<Integer>transaction(tx -> clean(tx, account, segment));
        }
        return count;
    }

    /// @return 0 when it was merged meanwhile
    private int clean(Transaction tx, long account, Known segment) {
        var progress = store.lock(tx, account);
        if (!segments.segments(tx, account).contains(segment)) {
            return 0;
        }
        rewrite(tx, account, progress, List.of(segment));
        return 1;
    }

    private static List<Next> bounded(List<Next> next) {
        long octets = 0;
        int count = 0;
        while (count < next.size() && (count == 0 || octets + next.get(count).size() <= OCTETS)) {
            octets += next.get(count).size();
            count++;
        }
        return next.subList(0, count);
    }

    /// A message that cannot be taken apart is a bug of ours; it must not keep the rest from being indexed.
    private static void add(SegmentBuilder built, Octets content) {
        try {
            built.add(content.content(), SearchText.ofIndex(content.octets()));
        } catch (EnvironmentFailure e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("not-indexed content={}", content.content(), e);
            built.addUnreadable(content.content());
        }
    }
}
