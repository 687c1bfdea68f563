package org.posthorn.runtime.ledger;

import java.util.Collection;
import java.util.OptionalLong;
import org.posthorn.events.Topic;

/// What holds back the deletion of a partition's records. Pure: the lowest limit counts.
///
/// @param byTime the first record that is younger than the keep time, or the end
/// @param byBooks where the checkpoint begins, in the topics that the books are kept over
/// @param byGroups how far each group that reads the partition is
record TrimLimits(long byTime, OptionalLong byBooks, Collection<Long> byGroups) {
    /// Records before this offset may go; 0 keeps them all.
    ///
    /// What carries messages must have been read by somebody: a topic without any group is one whose reader never
    /// started.
    long before(Topic<?> topic) {
        boolean needsReader = topic.carriesMessage();
        if (needsReader ? byGroups.isEmpty() : byBooks.isEmpty()) {
            return 0;
        }
        long read = byGroups.stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
        return Math.min(Math.min(byTime, read), byBooks.orElse(Long.MAX_VALUE));
    }
}
