package org.posthorn.mailauth.dkim;

import java.util.Optional;

/// What a message's Authenticated Received Chain is worth (RFC 8617 §4.4).
///
/// @param status the chain's value
/// @param instances sets in the chain
/// @param sealedBy the domain of the newest seal
/// @param reason one sentence when the status is fail or temperror
public record ArcResult(Status status, int instances, Optional<String> sealedBy, Optional<String> reason) {
    static final ArcResult NO_CHAIN = new ArcResult(Status.NONE, 0, Optional.empty(), Optional.empty());

    /// RFC 8617 §4.4; TEMPERROR where the DNS did not say (RFC 8617 §5.2.1 leaves it to us to wait).
    public enum Status {
        NONE,
        PASS,
        FAIL,
        TEMPERROR
    }
}
