package org.posthorn.runtime.ledger;

import org.posthorn.events.AccountId;

/// A route into an account's mailbox.
public record LocalRoute(RouteKey key, AccountId account) {}
