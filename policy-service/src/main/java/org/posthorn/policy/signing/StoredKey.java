package org.posthorn.policy.signing;

import java.time.Instant;
import org.posthorn.events.api.PolicyApi;
import org.posthorn.mailauth.dkim.DkimKey;

/// A key and since when we have it.
///
/// @param fromFile it is the operator's file, not a row of ours
public record StoredKey(DkimKey key, Instant createdAt, boolean fromFile) {
    PolicyApi.DkimKey shown(boolean active) {
        return new PolicyApi.DkimKey(
                key.domain(),
                key.selector(),
                key.algorithm().keyType(),
                active,
                createdAt,
                key.dnsName(),
                key.dnsText());
    }
}
