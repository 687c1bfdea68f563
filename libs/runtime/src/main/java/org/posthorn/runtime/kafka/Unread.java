package org.posthorn.runtime.kafka;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/// What a group has still to read in a partition: committed records, without the markers of transactions.
///
/// @param records how many
/// @param exact   whether all of them were counted; if not, gaps and markers behind the first ones count too
/// @param oldest  when the first of them was written
public record Unread(long records, boolean exact, Optional<Instant> oldest) {
    static final Unread NOTHING = new Unread(0, true, Optional.empty());

    /// How long the oldest of them waits already; zero where there is none.
    public Duration behind(Instant now) {
        return oldest.map(first -> Duration.between(first, now))
                .filter(Duration::isPositive)
                .orElse(Duration.ZERO);
    }
}
