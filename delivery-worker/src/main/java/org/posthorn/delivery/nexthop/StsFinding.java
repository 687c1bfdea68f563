package org.posthorn.delivery.nexthop;

import java.util.Optional;
import org.posthorn.delivery.transport.TlsFailure;

/// What is known of a domain's MTA-STS policy.
///
/// @param policy that holds now. Mode `none` counts as no policy
/// @param trouble why the domain's policy, or its newer one, could not be had
public record StsFinding(Optional<MtaStsPolicy> policy, Optional<Trouble> trouble) {
    /// The domain has no policy.
    public static final StsFinding NONE = new StsFinding(Optional.empty(), Optional.empty());

    /// Why nobody knows what the domain wants.
    ///
    /// @param failure for its report; absent where it may have no policy at all
    /// @param reason words for a sentence
    public record Trouble(Optional<TlsFailure> failure, String reason) {}

    static StsFinding of(MtaStsPolicy policy) {
        return new StsFinding(Optional.of(policy), Optional.empty());
    }

    StsFinding withoutNone() {
        return new StsFinding(policy.filter(each -> each.mode() != MtaStsPolicy.Mode.NONE), trouble);
    }

    /// The policy whose failure keeps mail back.
    Optional<MtaStsPolicy> enforced() {
        return policy.filter(each -> each.mode() == MtaStsPolicy.Mode.ENFORCE);
    }
}
