package org.posthorn.mailbox.search;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.posthorn.events.MailboxChange;
import org.posthorn.events.Topics;
import org.posthorn.mailbox.search.IndexStore.Next;
import org.posthorn.mailbox.search.IndexStore.Octets;
import org.posthorn.mailbox.search.IndexStore.Progress;
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
    /// of an account share a transaction, and the more words their entries in the index.
    private static final Duration GATHER = Duration.ofSeconds(3);

    private static final int CONTENTS = 200;
    private static final long OCTETS = 8 << 20;
    private static final int MOST_KNOWN = 400_000;

    private final Database database;
    private final InstantSource clock;
    private final IndexStore store = new IndexStore();
    private final Counter indexed;
    private final Timer delay;
    /// Words that are there for sure, by [WordHash#known]; guarded by itself, and emptied when it is full.
    private final Set<Long> known = new HashSet<>();

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
    }

    /// @return whether there is more
    private boolean some(Transaction tx, long account) {
        var progress = store.lock(tx, account);
        if (progress.isEmpty() || progress.get().stale()) {
            return false;
        }
        var next = bounded(store.next(tx, account, progress.get().indexed(), CONTENTS));
        if (next.isEmpty()) {
            return false;
        }
        var contents =
                store.octets(tx, account, next.stream().map(Next::content).toList());
        write(
                tx,
                account,
                progress.get(),
                contents.stream().map(content -> entry(account, content)).toList());
        store.advance(tx, account, next.getLast().content());
        tx.afterCommit(() -> indexed.increment(contents.size()));
        return true;
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
    private static Entry entry(long account, Octets content) {
        try {
            return Entry.of(account, content.content(), content.octets());
        } catch (EnvironmentFailure e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("not-indexed account={} content={}", account, content.content(), e);
            return Entry.unreadable(content.content());
        }
    }

    private void write(Transaction tx, long account, Progress progress, List<Entry> entries) {
        var words = new HashSet<String>();
        var hashes = new ArrayList<Long>();
        for (var entry : entries) {
            for (var word : entry.words()) {
                long hash = WordHash.known(account, progress.generation(), word);
                if (!isKnown(hash) && words.add(word)) {
                    hashes.add(hash);
                }
            }
        }
        store.insert(tx, account, entries, words);
        tx.afterCommit(() -> remember(hashes));
    }

    private boolean isKnown(long hash) {
        synchronized (known) {
            return known.contains(hash);
        }
    }

    private void remember(List<Long> hashes) {
        synchronized (known) {
            if (known.size() + hashes.size() > MOST_KNOWN) {
                known.clear();
            }
            known.addAll(hashes);
        }
    }
}
