package org.posthorn.runtime.kafka;

import org.posthorn.runtime.EnvironmentFailure;

/// Kafka is away, or did not take a record in time.
public final class Unavailable extends EnvironmentFailure {
    private static final long serialVersionUID = 1;

    /// @param what a sentence that names what is away
    public Unavailable(String what, Throwable cause) {
        super(what, cause);
    }

    /// @param what a sentence that names what is away
    public Unavailable(String what) {
        super(what);
    }
}
