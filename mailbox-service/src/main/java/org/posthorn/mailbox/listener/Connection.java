package org.posthorn.mailbox.listener;

import java.time.Duration;

/// A connection; it runs in a thread of its own, from the greeting to the end.
public interface Connection extends Runnable, AutoCloseable {
    /// Whether the client has not read for longer than this.
    boolean isStuck(Duration longest);

    /// Ends the connection, also from another thread.
    @Override
    void close();
}
