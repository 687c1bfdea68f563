package org.posthorn.mailbox.imap.wire;

import org.posthorn.mailbox.imap.grammar.RawCommand;

/// What came from the client.
public sealed interface Incoming {
    record Whole(RawCommand command) implements Incoming {}

    /// A command that passed a limit; it was read to its end and dropped.
    ///
    /// @param tag   as far as it could be read
    record Dropped(String tag, Limit limit) implements Incoming {}

    /// What a command ran into.
    enum Limit {
        LINE,
        LITERAL,
        /// Others are sending so much at the moment that there is no room for a literal.
        ROOM
    }

    /// The client is gone, or sends so much that reading on makes no sense.
    ///
    /// @param abusive whether it was sent away
    record End(boolean abusive) implements Incoming {}
}
