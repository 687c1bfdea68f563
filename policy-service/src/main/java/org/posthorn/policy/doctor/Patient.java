package org.posthorn.policy.doctor;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.posthorn.mailauth.dkim.DkimKey;

/// The domain that is looked at, as this installation means it to be.
///
/// @param domain an A-label
/// @param host the name that this system calls itself by
/// @param keys that sign, or wait for their DNS records
/// @param certificate SHA-256 of the server's certificate in hexadecimal, when it is known
/// @param publicKey the same of its public key
/// @param blockLists DNS zones that are asked for the server's addresses
record Patient(
        String domain,
        String host,
        List<DkimKey> keys,
        Optional<String> certificate,
        Optional<String> publicKey,
        List<String> blockLists) {
    /// One question to the DNS.
    static final Duration WITHIN = Duration.ofSeconds(5);
}
