package org.posthorn.policy.publish;

import java.util.List;
import java.util.function.Consumer;
import org.posthorn.events.PolicyEntry;
import org.posthorn.runtime.sql.Transaction;

/// A part of policy that has entries to publish.
@FunctionalInterface
public interface EntrySource {
    /// Hands on every entry as it is in this transaction, in pages. It locks its tables first, so that no change is
    /// overtaken by the snapshot.
    void snapshot(Transaction tx, Consumer<List<? extends PolicyEntry>> pages);
}
