package org.posthorn.policy.credit;

/// What moves credits, from which book of an account to which. Each movement is one entry with both its sides, so that
/// no entry can be out of balance.
enum Kind {
    /// What a new account begins with.
    GRANT(Book.ISSUED, Book.AVAILABLE),
    TOP_UP(Book.ISSUED, Book.AVAILABLE),
    /// A correction upwards.
    RAISE(Book.ISSUED, Book.AVAILABLE),
    /// A correction downwards.
    LOWER(Book.AVAILABLE, Book.ISSUED),
    /// A message was accepted for the world.
    RESERVE(Book.AVAILABLE, Book.RESERVED),
    /// It arrived, or may have arrived.
    SETTLE(Book.RESERVED, Book.EARNED),
    /// It failed for good.
    REFUND(Book.RESERVED, Book.AVAILABLE);

    /// Where credits stand.
    enum Book {
        /// Where they come from: the operator's side.
        ISSUED,
        AVAILABLE,
        RESERVED,
        /// Where they go: the operator's side.
        EARNED
    }

    private final Book from;
    private final Book to;

    Kind(Book from, Book to) {
        this.from = from;
        this.to = to;
    }

    Book from() {
        return from;
    }

    Book to() {
        return to;
    }
}
