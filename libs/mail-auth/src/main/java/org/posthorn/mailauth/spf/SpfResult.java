package org.posthorn.mailauth.spf;

import java.util.Optional;

/// What a domain's SPF record says about a client (RFC 7208 §2.6).
///
/// @param status the value for Authentication-Results
/// @param identity whose record was asked
/// @param domain the domain of that identity, as given
/// @param directive the directive that matched, such as `-all`; absent when none did
/// @param explanation the domain's own words on a fail (`exp=`, §6.2), at most 500 characters of US-ASCII
/// @param problem one sentence when there is no usable policy: none, temperror, permerror
public record SpfResult(
        Status status,
        Identity identity,
        String domain,
        Optional<String> directive,
        Optional<String> explanation,
        Optional<String> problem) {

    /// RFC 7208 §2.6, RFC 8601 §2.7.2.
    public enum Status {
        NONE,
        NEUTRAL,
        PASS,
        FAIL,
        SOFTFAIL,
        TEMPERROR,
        PERMERROR
    }

    /// RFC 7208 §2.3, §2.4.
    public enum Identity {
        HELO,
        MAILFROM
    }

    public boolean passed() {
        return status == Status.PASS;
    }
}
