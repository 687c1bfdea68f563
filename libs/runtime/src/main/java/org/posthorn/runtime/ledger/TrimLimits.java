package org.posthorn.runtime.ledger;

import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.posthorn.events.Topic;
import org.posthorn.events.Topics;

/// What holds back the deletion of a partition's records. Pure: the lowest limit counts.
///
/// @param byTime the first record that is younger than the keep time, or the end
/// @param byBooks where the checkpoint begins, in the topics that the books are kept over
/// @param byGroups how far each group that reads the partition is, by its name
record TrimLimits(long byTime, OptionalLong byBooks, Map<String, Long> byGroups) {
    /// Groups whose rows wait for what they read there: a charge to be settled, a held message to be seen. One that has
    /// not read anything yet, or that Kafka has forgotten, holds everything back.
    private static final Map<String, Set<String>> NEEDED =
            Map.of(Topics.DELIVERY_OUTCOME.name(), Set.of("policy-credits", "policy-quarantine"));

    /// Records before this offset may go; 0 keeps them all.
    ///
    /// What carries messages must have been read by somebody: a topic without any group is one whose reader never
    /// started.
    long before(Topic<?> topic) {
        boolean needsReader = topic.carriesMessage();
        if (needsReader ? byGroups.isEmpty() : byBooks.isEmpty()) {
            return 0;
        }
        if (!byGroups.keySet().containsAll(NEEDED.getOrDefault(topic.name(), Set.of()))) {
            return 0;
        }
        long read = byGroups.values().stream().mapToLong(Long::longValue).min().orElse(Long.MAX_VALUE);
        return Math.min(Math.min(byTime, read), byBooks.orElse(Long.MAX_VALUE));
    }
}
