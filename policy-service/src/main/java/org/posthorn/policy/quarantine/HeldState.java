package org.posthorn.policy.quarantine;

/// Where a recipient of a held message stands. Only `HELD` can change, once.
enum HeldState {
    /// Its outcome is not in the log yet.
    PENDING,
    HELD,
    RELEASED,
    DELETED,
    EXPIRED
}
