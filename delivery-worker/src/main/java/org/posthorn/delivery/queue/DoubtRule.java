package org.posthorn.delivery.queue;

/// What to do with mail that may have arrived already.
public enum DoubtRule {
    /// Try again: better twice than never, as every mail server does it (RFC 1047).
    RETRY,
    /// Wait for an operator.
    HOLD
}
