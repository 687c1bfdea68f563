package org.posthorn.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.SecretKeySpec;

/// What a server keeps of a password for SCRAM-SHA-256 (RFC 5802 §3): enough to check a proof, not enough to log in
/// elsewhere with.
///
/// @param storedKey for proofs of the client
/// @param serverKey for the server's own
public record ScramKeys(byte[] salt, int iterations, byte[] storedKey, byte[] serverKey) {
    private static final int BITS = 256;

    /// Takes time in proportion to the iterations.
    public static ScramKeys of(String password, byte[] salt, int iterations) {
        // RFC 4013: what looks the same is the same
        var prepared = Normalizer.normalize(password, Normalizer.Form.NFKC).toCharArray();
        try {
            var salted = SecretKeyFactory.getInstance("PBKDF2WithHmacSHA256")
                    .generateSecret(new PBEKeySpec(prepared, salt, iterations, BITS))
                    .getEncoded();
            var clientKey = hmac(salted, "Client Key");
            return new ScramKeys(salt, iterations, sha256(clientKey), hmac(salted, "Server Key"));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// As it is stored: `iterations$salt$storedKey$serverKey`.
    public String encoded() {
        var base64 = Base64.getEncoder();
        return iterations + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(storedKey) + "$"
                + base64.encodeToString(serverKey);
    }

    /// Empty when the text is not what [#encoded] writes.
    public static Optional<ScramKeys> parse(String encoded) {
        var parts = encoded.split("\\$", -1);
        if (parts.length != 4) {
            return Optional.empty();
        }
        try {
            var base64 = Base64.getDecoder();
            return Optional.of(new ScramKeys(
                    base64.decode(parts[1]),
                    Integer.parseInt(parts[0]),
                    base64.decode(parts[2]),
                    base64.decode(parts[3])));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// Whether a client that sent this proof for this dialogue knows the password.
    boolean proves(byte[] proof, String dialogue) {
        var signature = hmac(storedKey, dialogue);
        if (proof.length != signature.length) {
            return false;
        }
        var clientKey = new byte[proof.length];
        for (int i = 0; i < proof.length; i++) {
            clientKey[i] = (byte) (proof[i] ^ signature[i]);
        }
        return MessageDigest.isEqual(sha256(clientKey), storedKey);
    }

    /// The server's own proof.
    byte[] serverSignature(String dialogue) {
        return hmac(serverKey, dialogue);
    }

    private static byte[] hmac(byte[] key, String text) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(key, "HmacSHA256"));
            return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] sha256(byte[] octets) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(octets);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Keys are secrets.
    @Override
    public String toString() {
        return "ScramKeys[iterations=" + iterations + "]";
    }
}
