package org.posthorn.policy.signing;

import java.time.Instant;
import java.util.Locale;
import org.posthorn.events.api.PolicyApi;
import org.posthorn.mailauth.dkim.DkimKey;

/// A key and where it stands in its life.
///
/// @param createdAt since when we have it
/// @param changedAt since when it is in this state
/// @param fromFile it is the operator's file, not a row of ours
public record StoredKey(DkimKey key, KeyState state, Instant createdAt, Instant changedAt, boolean fromFile) {
    PolicyApi.DkimKey shown(boolean signs) {
        return new PolicyApi.DkimKey(
                key.domain(),
                key.selector(),
                key.algorithm().keyType(),
                signs,
                createdAt,
                key.dnsName(),
                key.dnsText(),
                state.name().toLowerCase(Locale.ROOT));
    }
}
