package org.posthorn.runtime.ledger;

import java.util.Collection;
import java.util.Set;

/// What the stores behind the log answer. Each question is asked for many at once.
public interface Stores {
    /// Which of these have their row in the mailbox, and their message too unless its owner deleted it.
    Set<RouteKey> filed(Collection<LocalRoute> routes);

    /// Which of these wait in the outbound queue: due, deferred, held or in doubt.
    Set<RouteKey> queued(Collection<RouteKey> routes);
}
