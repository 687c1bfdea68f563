package org.posthorn.runtime.backup;

/// Hears how far a long piece of work is.
@FunctionalInterface
public interface Progress {
    /// Nobody listens.
    Progress NONE = (_, _, _) -> {};

    /// @param what is worked on, such as a table
    /// @param done octets
    /// @param of octets, as far as they are known before; `done` may pass it
    void at(String what, long done, long of);
}
