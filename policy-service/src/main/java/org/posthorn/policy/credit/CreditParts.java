package org.posthorn.policy.credit;

/// What runs for credits.
///
/// @param opening to be started before the directory's view
public record CreditParts(AccountOpening opening, CreditOutcomes outcomes, CreditPrices prices) {}
