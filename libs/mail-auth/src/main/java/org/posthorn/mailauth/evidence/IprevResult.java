package org.posthorn.mailauth.evidence;

import java.net.InetAddress;
import java.util.Optional;

/// Whether a client's address has a name that leads back to it (RFC 8601 §3).
///
/// @param name the validated name, else the first that the address has
public record IprevResult(Status status, InetAddress address, Optional<String> name) {

    /// RFC 8601 §2.7.3.
    public enum Status {
        PASS,
        FAIL,
        TEMPERROR,
        /// The address has no name.
        PERMERROR
    }
}
