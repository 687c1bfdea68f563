package org.posthorn.mailauth.dkim;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// A key ready to sign: the Ed25519 seed is taken out once, because Bouncy Castle's signing with it
/// takes a fraction of the JDK's time. Thread-safe.
final class KeyInUse {
    private final DkimKey key;
    private final byte[] seed;
    private final byte[] publicOctets;

    KeyInUse(DkimKey key) {
        this.key = key;
        if (key.privateKey() instanceof EdECPrivateKey ed) {
            this.seed = ed.getBytes().orElseThrow();
            this.publicOctets = new byte[Ed25519.PUBLIC_KEY_SIZE];
            Ed25519.generatePublicKey(seed, 0, publicOctets, 0);
        } else {
            this.seed = new byte[0];
            this.publicOctets = new byte[0];
        }
    }

    String algorithm() {
        return key.algorithm().tag();
    }

    String domain() {
        return key.domain();
    }

    String selector() {
        return key.selector();
    }

    /// Signs these octets and then the first `ownLength` of the others.
    byte[] sign(byte[] headers, byte[] own, int ownLength) {
        try {
            return switch (key.algorithm()) {
                case RSA_SHA256 -> {
                    var signature = Signature.getInstance(key.algorithm().signatureName());
                    signature.initSign(key.privateKey());
                    signature.update(headers);
                    signature.update(own, 0, ownLength);
                    yield signature.sign();
                }
                case ED25519_SHA256 -> {
                    // RFC 8463 §3: what is signed is the SHA-256 of the data, not the data.
                    var digest = MessageDigest.getInstance("SHA-256");
                    digest.update(headers);
                    digest.update(own, 0, ownLength);
                    var hash = digest.digest();
                    var signature = new byte[Ed25519.SIGNATURE_SIZE];
                    Ed25519.sign(seed, 0, publicOctets, 0, hash, 0, hash.length, signature, 0);
                    yield signature;
                }
            };
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing with " + key + " failed", e);
        }
    }
}
