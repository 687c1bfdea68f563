package org.posthorn.mailbox.listener;

import io.micrometer.core.instrument.Counter;
import org.posthorn.runtime.metrics.Metrics;

/// Sessions of one protocol that ended by a fault of ours and not of their client, counted.
public final class SessionFailures {
    private final Counter bugs;
    private final Counter memory;

    /// @param protocol such as `imap`
    public SessionFailures(Metrics metrics, String protocol) {
        bugs = counter(metrics, protocol, "bug");
        memory = counter(metrics, protocol, "memory");
    }

    private static Counter counter(Metrics metrics, String protocol, String reason) {
        return metrics.counter(
                "posthorn_mailbox_failed_sessions",
                "Sessions of mail clients that ended by a bug or for want of memory.",
                "protocol",
                protocol,
                "reason",
                reason);
    }

    /// It met a bug.
    public void bug() {
        bugs.increment();
    }

    /// There was no memory for it. Takes none itself.
    public void memory() {
        memory.increment();
    }
}
