package org.posthorn.mailbox.imap.store;

/// How a change moved a folder's mod-sequence: a session that was up to date with `before`, and knows what it changed
/// itself, is up to date with `after`.
public record Advance(long before, long after) {
    /// Nothing changed, or more than the session knows.
    public static final Advance NONE = new Advance(0, 0);
}
