package org.posthorn.mailauth.dns;

/// One mail exchanger of a domain (RFC 5321 §5.1).
///
/// @param preference lower is tried first
/// @param host lower case without a trailing dot; empty for the root, which says "no mail here" (RFC 7505 §3)
public record MxRecord(int preference, String host) {

    /// RFC 7505: a single MX of preference 0 that names the root.
    public boolean isNull() {
        return host.isEmpty();
    }
}
