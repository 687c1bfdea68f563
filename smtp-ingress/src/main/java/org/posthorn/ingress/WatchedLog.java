package org.posthorn.ingress;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.MessageAccepted;
import org.posthorn.ingress.acceptance.Accepting;
import org.posthorn.runtime.EnvironmentFailure;
import org.posthorn.runtime.acceptance.Octets;
import org.posthorn.runtime.health.Condition;

/// The door into the log, and whether it opened the last time, for health.
final class WatchedLog implements Accepting {
    private final Accepting log;
    private volatile @Nullable String failure;

    WatchedLog(Accepting log) {
        this.log = log;
    }

    @Override
    public void accept(MessageAccepted event, Octets octets, Optional<String> traceparent) {
        try {
            log.accept(event, octets, traceparent);
            failure = null;
        } catch (EnvironmentFailure e) {
            failure = String.valueOf(e.getMessage());
            throw e;
        }
    }

    Condition condition() {
        var last = failure;
        return last == null ? Condition.well("takes messages") : Condition.unwell(last);
    }
}
