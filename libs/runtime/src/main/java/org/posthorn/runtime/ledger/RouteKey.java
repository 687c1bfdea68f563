package org.posthorn.runtime.ledger;

import org.posthorn.events.MessageId;
import org.posthorn.events.Outcome;
import org.posthorn.events.Purpose;
import org.posthorn.events.Route;

/// Names one route of one message: what its outcome is matched by.
///
/// @param recipient after alias expansion
public record RouteKey(MessageId messageId, String recipient, Purpose purpose) {
    static RouteKey of(MessageId messageId, Route route) {
        return new RouteKey(messageId, route.recipient(), route.purpose());
    }

    static RouteKey of(Outcome.Subject subject) {
        return new RouteKey(subject.messageId(), subject.recipient(), subject.purpose());
    }
}
