package org.posthorn.ingress.acceptance;

import java.util.Optional;
import org.posthorn.events.MessageAccepted;
import org.posthorn.runtime.acceptance.Octets;

/// The door into the log, as [org.posthorn.runtime.acceptance.Acceptance#accept] is.
@FunctionalInterface
public interface Accepting {
    /// Returns when the message is durable; throws
    /// [org.posthorn.runtime.EnvironmentFailure] when it is not known to be.
    void accept(MessageAccepted event, Octets octets, Optional<String> traceparent);
}
