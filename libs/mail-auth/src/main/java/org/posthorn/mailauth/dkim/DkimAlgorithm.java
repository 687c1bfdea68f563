package org.posthorn.mailauth.dkim;

import java.util.Optional;

/// The algorithms one may sign with today. `rsa-sha1` must neither be made nor believed (RFC 8301 §3.1).
public enum DkimAlgorithm {
    /// RFC 6376 §3.3.2.
    RSA_SHA256("rsa-sha256", "rsa", "SHA256withRSA"),
    /// RFC 8463 §3.
    ED25519_SHA256("ed25519-sha256", "ed25519", "Ed25519");

    private final String tag;
    private final String keyType;
    private final String signature;

    DkimAlgorithm(String tag, String keyType, String signature) {
        this.tag = tag;
        this.keyType = keyType;
        this.signature = signature;
    }

    /// As in the `a=` tag.
    public String tag() {
        return tag;
    }

    /// As in the `k=` tag of a key record.
    public String keyType() {
        return keyType;
    }

    String signatureName() {
        return signature;
    }

    static Optional<DkimAlgorithm> ofTag(String tag) {
        for (var algorithm : values()) {
            if (algorithm.tag.equalsIgnoreCase(tag)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }
}
