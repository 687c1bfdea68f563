package org.posthorn.runtime.outbox;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.CloudEvent;
import org.posthorn.events.Event;
import org.posthorn.events.Topic;
import org.posthorn.runtime.sql.Transaction;

/// Takes events in a transaction. Records of one key are published in the order in which their transactions committed
/// as long as these lock a common row before they add: the account's, the domain's.
public final class Outbox {
    private static final String ADD = "INSERT INTO outbox (records) VALUES (?)";
    private static final String TELL_OTHERS = "SELECT pg_notify('posthorn_outbox', current_schema())";
    /// A row is read whole: small enough for memory, large enough to be few.
    private static final int ROW_OCTETS = 256 * 1024;

    private final Semaphore work = new Semaphore(0);
    private volatile boolean publishedHere;

    /// Adds one event.
    public <E extends Event> void add(Transaction tx, Topic<E> topic, String key, CloudEvent<? extends E> event) {
        add(tx, List.of(OutboxRecord.of(topic, key, event)));
    }

    /// Adds records, several to a row.
    public void add(Transaction tx, List<OutboxRecord> records) {
        if (records.isEmpty()) {
            return;
        }
        tx.batch(ADD, rows(records));
        if (!publishedHere) {
            tx.query(TELL_OTHERS, _ -> "");
        }
        tx.afterCommit(work::release);
    }

    private static List<@Nullable Object[]> rows(List<OutboxRecord> records) {
        var rows = new ArrayList<@Nullable Object[]>();
        int from = 0;
        int octets = 0;
        for (int i = 0; i < records.size(); i++) {
            var value = records.get(i).value();
            octets += 300 + (value == null ? 0 : value.length);
            if (octets >= ROW_OCTETS || i == records.size() - 1) {
                rows.add(new Object[] {OutboxRecord.write(records.subList(from, i + 1))});
                from = i + 1;
                octets = 0;
            }
        }
        return rows;
    }

    /// Whether this process has the publisher that is at work.
    void publishedHere(boolean here) {
        publishedHere = here;
    }

    /// Waits until something was added in this process, or the time is over.
    boolean awaitWork(long millis) throws InterruptedException {
        boolean woken = work.tryAcquire(millis, TimeUnit.MILLISECONDS);
        work.drainPermits();
        return woken;
    }
}
