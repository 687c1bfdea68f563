package org.posthorn.mailauth.dkim;

import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.RSAPublicKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;
import java.util.Locale;

/// One published key, or why it cannot be used (RFC 6376 §3.6.1, §6.1.2).
sealed interface DkimPublicKey {
    /// RFC 8301 §3.2: shorter RSA keys must not be believed.
    int SHORTEST_RSA = 1024;

    /// RFC 6376 leaves the upper end open; verifying longer ones would cost us more than the mail is worth.
    int LONGEST_RSA = 8192;

    /// A key to verify with.
    ///
    /// @param testing `t=y`
    /// @param exactIdentity `t=s`: the domain of `i=` must be `d=` itself
    record Usable(PublicKey key, boolean testing, boolean exactIdentity) implements DkimPublicKey {}

    record Unusable(DkimResult.Status status, String reason) implements DkimPublicKey {}

    static DkimPublicKey parse(String record, DkimAlgorithm algorithm) {
        var parsed = TagList.parse(record);
        if (parsed.isEmpty()) {
            return new Unusable(DkimResult.Status.PERMERROR, "the key record is not a tag list");
        }
        var tags = parsed.get();
        var version = tags.find("v");
        if (version.isPresent() && (!version.get().equals("DKIM1") || !tags.startsWith("v"))) {
            return new Unusable(DkimResult.Status.PERMERROR, "the key record is not v=DKIM1");
        }
        if (!tags.find("k").orElse("rsa").toLowerCase(Locale.ROOT).equals(algorithm.keyType())) {
            return new Unusable(DkimResult.Status.PERMERROR, "the key is of another type than the signature");
        }
        if (!tags.lists("h", "sha256", true)) {
            return new Unusable(DkimResult.Status.PERMERROR, "the key may not be used with sha256");
        }
        if (!tags.lists("s", "email", true) && !tags.lists("s", "*", true)) {
            return new Unusable(DkimResult.Status.PERMERROR, "the key is not for mail");
        }
        var data = tags.compact("p").orElse(null);
        if (data == null) {
            return new Unusable(DkimResult.Status.PERMERROR, "the key record has no p= tag");
        }
        if (data.isEmpty()) {
            return new Unusable(DkimResult.Status.PERMERROR, "the key is revoked");
        }
        return decode(data, algorithm, tags);
    }

    private static DkimPublicKey decode(String data, DkimAlgorithm algorithm, TagList tags) {
        PublicKey key;
        try {
            var octets = Base64.getDecoder().decode(data);
            key = switch (algorithm) {
                case RSA_SHA256 -> rsa(octets);
                case ED25519_SHA256 -> ed25519(octets);
            };
        } catch (GeneralSecurityException | IllegalArgumentException _) {
            return new Unusable(DkimResult.Status.PERMERROR, "the published key cannot be read");
        }
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() < SHORTEST_RSA) {
            return new Unusable(DkimResult.Status.POLICY, "the key is shorter than 1024 bits");
        }
        if (key instanceof RSAPublicKey rsa && rsa.getModulus().bitLength() > LONGEST_RSA) {
            return new Unusable(DkimResult.Status.POLICY, "the key is longer than 8192 bits");
        }
        return new Usable(key, tags.lists("t", "y", false), tags.lists("t", "s", false));
    }

    private static PublicKey ed25519(byte[] octets) throws GeneralSecurityException {
        if (octets.length != 32) {
            throw new GeneralSecurityException("an Ed25519 key has 32 octets");
        }
        return DkimKey.ed25519PublicKey(octets);
    }

    /// SubjectPublicKeyInfo, or the bare RSAPublicKey of the RFC's own grammar (RFC 8017 §A.1.1).
    private static PublicKey rsa(byte[] octets) throws GeneralSecurityException {
        var factory = KeyFactory.getInstance("RSA");
        try {
            return factory.generatePublic(new X509EncodedKeySpec(octets));
        } catch (GeneralSecurityException _) {
            var key = org.bouncycastle.asn1.pkcs.RSAPublicKey.getInstance(octets);
            BigInteger modulus = key.getModulus();
            return factory.generatePublic(new RSAPublicKeySpec(modulus, key.getPublicExponent()));
        }
    }
}
