package org.posthorn.mailbox.imap.store;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.posthorn.events.MailboxChange;
import org.posthorn.mailbox.change.MailboxEvents;
import org.posthorn.mailbox.change.Notices;
import org.posthorn.runtime.outbox.Outbox;
import org.posthorn.runtime.outbox.OutboxRecord;
import org.posthorn.runtime.sql.Transaction;

/// Tells of changes: the log by the outbox, the sessions of this process by a notice, both when they are committed.
///
/// @param clock for the time of the events
public record ChangeLog(Outbox outbox, Notices notices, InstantSource clock) {
    /// So many messages stand in one event.
    static final int CHUNK = 5_000;

    void add(Transaction tx, List<MailboxChange> changes) {
        var records = new ArrayList<OutboxRecord>(changes.size());
        for (var change : changes) {
            records.add(MailboxEvents.change(change));
        }
        outbox.add(tx, records);
        tx.afterCommit(() -> changes.forEach(notices::tell));
    }

    /// The lists that a long list is cut into.
    static <T> List<List<T>> chunks(List<T> all) {
        var chunks = new ArrayList<List<T>>();
        for (int from = 0; from < all.size(); from += CHUNK) {
            chunks.add(List.copyOf(all.subList(from, Math.min(all.size(), from + CHUNK))));
        }
        return chunks;
    }
}
