package org.posthorn.mailbox.listener;

/// A connection; it runs in a thread of its own, from the greeting to the end.
public interface Connection extends Runnable, AutoCloseable {
    /// Runs now and then in another thread, and returns at once: ends what does not read, or takes too long.
    void attend();

    /// Ends the connection, also from another thread.
    @Override
    void close();
}
