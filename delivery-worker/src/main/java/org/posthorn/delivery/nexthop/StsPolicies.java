package org.posthorn.delivery.nexthop;

/// The MTA-STS policies of domains, as far as they can be known (RFC 8461 §5).
@FunctionalInterface
public interface StsPolicies {
    /// What is known now.
    StsFinding of(String domain);
}
