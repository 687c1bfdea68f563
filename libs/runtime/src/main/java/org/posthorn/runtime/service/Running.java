package org.posthorn.runtime.service;

/// A part of a service that runs: a listener, a loop, a view, a publisher. Parts are started in the order in which the
/// service lists them, and drained and closed in the reverse.
public interface Running extends AutoCloseable {
    /// Begins the work; returns when it has begun.
    void start();

    /// Takes nothing new and finishes what is under way; returns when that is done or hopeless.
    default void drain() {}

    /// Ends, finished or not.
    @Override
    void close();
}
