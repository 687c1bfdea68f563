package org.posthorn.policy.credit;

import org.posthorn.events.PolicyEntry.Per;

/// What a message to the world costs in a domain.
///
/// @param domain of the sender, or `*` for all without a price of their own
public record Price(String domain, long credits, Per per) {
    /// The domain of the price of all others.
    static final String EVERYWHERE = "*";
}
