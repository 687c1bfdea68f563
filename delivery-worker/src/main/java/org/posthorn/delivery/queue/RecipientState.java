package org.posthorn.delivery.queue;

import java.util.Locale;

/// Where a queued recipient is.
public enum RecipientState {
    /// Waits for its first attempt from the queue.
    DUE,
    /// A worker has it in hands.
    LEASED,
    /// Waits after a temporary failure.
    DEFERRED,
    /// Waits for an operator.
    HELD,
    /// Waits, and may have arrived already.
    IN_DOUBT;

    /// As the API writes it: `in-doubt`.
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /// The state of a word of the API.
    ///
    /// @throws IllegalArgumentException with a sentence for the user
    public static RecipientState of(String word) {
        for (var state : values()) {
            if (state.word().equals(word)) {
                return state;
            }
        }
        throw new IllegalArgumentException("A state is due, leased, deferred, held or in-doubt, not " + word);
    }
}
