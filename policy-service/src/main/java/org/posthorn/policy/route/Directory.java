package org.posthorn.policy.route;

import java.util.Optional;
import org.posthorn.events.DirectoryEntry;

/// What routing asks about the addresses that exist here.
public interface Directory {
    /// Whether mail for this domain, an A-label in lower case, is ours.
    boolean serves(String domain);

    /// The account address or alias of this spelling: lower case, domain as A-label.
    Optional<DirectoryEntry> at(String address);

    /// The stranger to whom a bounce goes that comes back to a reverse-path which we rewrote.
    default Optional<String> bounceTarget(String localPart) {
        return Optional.empty();
    }

    /// The address of who reads what is sent to `postmaster` and `abuse` of a domain that has no such
    /// address.
    Optional<String> postmaster(String domain);
}
