package org.posthorn.delivery.nexthop;

import java.util.Optional;

/// The MTA-STS policies of domains, as far as they can be known (RFC 8461 §5).
@FunctionalInterface
public interface StsPolicies {
    /// The policy that holds now. Mode `none` counts as no policy.
    Optional<MtaStsPolicy> of(String domain);
}
