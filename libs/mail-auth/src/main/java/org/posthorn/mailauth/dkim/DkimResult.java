package org.posthorn.mailauth.dkim;

import java.util.Optional;

/// What one `DKIM-Signature` field is worth (RFC 6376 §3.9, RFC 8601 §2.7.1).
///
/// @param status the value for Authentication-Results
/// @param domain the `d=` tag, lower case; empty when it could not be read
/// @param selector the `s=` tag
/// @param identity the `i=` tag, or its default `@d`
/// @param algorithm the `a=` tag as written
/// @param reason one sentence when the status is not pass
/// @param testing the key's owner says `t=y`: treat the mail as unsigned (RFC 6376 §3.6.1)
/// @param wholeBody false when an `l=` tag leaves the end of the body unsigned (§8.2)
/// @param signatureStart the first characters of `b=`, to tell signatures apart (RFC 6008)
public record DkimResult(
        Status status,
        String domain,
        String selector,
        String identity,
        String algorithm,
        Optional<String> reason,
        boolean testing,
        boolean wholeBody,
        String signatureStart) {

    /// RFC 8601 §2.7.1.
    public enum Status {
        PASS,
        FAIL,
        /// Signed in a way that we do not accept, such as rsa-sha1 (RFC 8301).
        POLICY,
        /// The signature field itself is broken.
        NEUTRAL,
        TEMPERROR,
        PERMERROR
    }

    public boolean passed() {
        return status == Status.PASS;
    }
}
