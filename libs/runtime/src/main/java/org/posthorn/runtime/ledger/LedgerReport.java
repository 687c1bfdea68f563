package org.posthorn.runtime.ledger;

import java.util.List;

/// What the ledger counted and what it misses.
///
/// @param accepted messages in `mail.accepted`
/// @param routes of all judged messages
/// @param delivered routes that ended so, as the next three
/// @param queued routes that wait in the outbound queue
/// @param quarantined routes that policy keeps apart
/// @param underWay messages and routes that their reader has not finished
public record LedgerReport(
        long accepted,
        long routes,
        long delivered,
        long bounced,
        long expired,
        long discarded,
        long queued,
        long quarantined,
        long underWay,
        List<Finding> findings) {
    LedgerReport with(List<Finding> lasting) {
        return new LedgerReport(
                accepted, routes, delivered, bounced, expired, discarded, queued, quarantined, underWay, lasting);
    }

    /// Whether nothing is missing.
    public boolean balanced() {
        return findings.isEmpty();
    }
}
