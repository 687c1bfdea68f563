package org.posthorn.runtime.kafka;

import java.util.List;
import java.util.Set;

/// Where a service keeps its positions beside what it made of the records, in the same transaction.
@FunctionalInterface
public interface OffsetStore {
    /// The stored positions of these partitions; a partition that was never read is left out.
    List<Position> stored(Set<Integer> partitions);
}
