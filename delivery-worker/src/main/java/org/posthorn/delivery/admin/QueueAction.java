package org.posthorn.delivery.admin;

import java.util.Locale;

/// What an operator does to queued recipients.
enum QueueAction {
    /// Due now.
    FLUSH,
    /// Not tried until released.
    HOLD,
    /// A held one is due now.
    RELEASE,
    /// As if it had just come: due now, without history, with its whole lifetime before it.
    REQUEUE,
    /// Given up; nobody is told.
    DELETE;

    /// @throws IllegalArgumentException with a sentence for the user
    static QueueAction of(String word) {
        for (var action : values()) {
            if (action.word().equals(word)) {
                return action;
            }
        }
        throw new IllegalArgumentException(
                "The queue can be flushed, held, released, requeued and deleted, not " + word);
    }

    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
