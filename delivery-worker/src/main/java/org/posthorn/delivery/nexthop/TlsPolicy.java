package org.posthorn.delivery.nexthop;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.delivery.transport.TlsFailure;

/// What a domain says about TLS with its servers, as reports name it (RFC 8460 §4.2).
///
/// @param domain whose policy it is
/// @param text its lines
/// @param exchangers the patterns of an MTA-STS policy
/// @param missing why the domain's MTA-STS policy, or its newer one, could not be had
public record TlsPolicy(
        String domain, Type type, List<String> text, List<String> exchangers, Optional<TlsFailure> missing) {
    /// Kinds of policies.
    public enum Type {
        TLSA,
        STS,
        NO_POLICY_FOUND;

        /// As reports write it: `no-policy-found`.
        public String word() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /// An exchanger that a policy under test does not name; one that is enforced keeps mail from it.
    public boolean omits(String exchanger) {
        return type == Type.STS && !MtaStsPolicy.allows(exchangers, exchanger);
    }

    static TlsPolicy none(String domain) {
        return none(domain, Optional.empty());
    }

    static TlsPolicy of(String domain, StsFinding sts) {
        var missing = sts.trouble().flatMap(StsFinding.Trouble::failure);
        return sts.policy()
                .map(policy -> new TlsPolicy(domain, Type.STS, policy.lines(), policy.exchangers(), missing))
                .orElse(none(domain, missing));
    }

    private static TlsPolicy none(String domain, Optional<TlsFailure> missing) {
        return new TlsPolicy(domain, Type.NO_POLICY_FOUND, List.of(), List.of(), missing);
    }
}
