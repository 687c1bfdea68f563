package org.posthorn.policy.route;

import org.posthorn.events.AccountId;

/// What an address turned out to be once its aliases were followed.
sealed interface Destination {
    /// The address at the end of the expansion.
    String recipient();

    /// An account of ours.
    record Mailbox(String recipient, AccountId account) implements Destination {}

    /// Somebody else's server.
    ///
    /// @param nextHop the domain as A-label, or an address literal in brackets
    record World(String recipient, String nextHop) implements Destination {}

    /// Nobody.
    record Nowhere(String recipient, String reason) implements Destination {}
}
