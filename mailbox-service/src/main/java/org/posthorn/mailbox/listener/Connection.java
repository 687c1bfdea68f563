package org.posthorn.mailbox.listener;

/// A connection; it runs in a thread of its own, from the greeting to the end.
public interface Connection extends Runnable, AutoCloseable {
    /// Runs now and then in another thread, and returns at once: ends what does not read, or takes too long.
    void attend();

    /// Has the connection end in its own thread, with a last word where the protocol has one; returns at once.
    default void part() {
        close();
    }

    /// Ends the connection, also from another thread.
    @Override
    void close();
}
