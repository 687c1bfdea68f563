package org.posthorn.policy.quarantine;

import java.time.Instant;
import java.util.List;
import org.posthorn.events.Route;
import org.posthorn.runtime.outbox.OutboxRecord;

/// What follows from a release: the deliveries, as if the message had just been judged, without judging it again.
@FunctionalInterface
public interface Onwards {
    /// @param routes those that are released
    List<OutboxRecord> deliveries(HeldMessage held, List<Route> routes, Instant now);
}
