package org.posthorn.runtime.content;

/// A record names octets that the claim store does not have: the record is to blame, it is parked.
public final class MissingClaim extends RuntimeException {
    private static final long serialVersionUID = 1;

    MissingClaim(String reference) {
        super("The claim store has no content named " + reference);
    }
}
