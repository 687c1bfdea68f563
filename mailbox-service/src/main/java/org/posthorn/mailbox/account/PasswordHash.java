package org.posthorn.mailbox.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id (RFC 9106) with 19 MiB, two passes and one lane, in the usual encoding of 97 characters:
/// `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`.
final class PasswordHash {
    private static final int MEMORY_KIB = 19_456;
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_OCTETS = 16;
    private static final int HASH_OCTETS = 32;
    private static final String PREFIX = "$argon2id$v=19$m=" + MEMORY_KIB + ",t=" + PASSES + ",p=" + LANES + "$";

    private PasswordHash() {}

    static String of(String password, SecureRandom random) {
        var salt = new byte[SALT_OCTETS];
        random.nextBytes(salt);
        var base64 = Base64.getEncoder().withoutPadding();
        return PREFIX + base64.encodeToString(salt) + "$" + base64.encodeToString(argon2id(password, salt));
    }

    /// Whether the password is the one that was hashed. Takes as long for a wrong one.
    static boolean matches(String password, String encoded) {
        if (!encoded.startsWith(PREFIX)) {
            throw new IllegalStateException("a password hash of another kind is stored");
        }
        var parts = encoded.substring(PREFIX.length()).split("\\$", 2);
        var base64 = Base64.getDecoder();
        return MessageDigest.isEqual(argon2id(password, base64.decode(parts[0])), base64.decode(parts[1]));
    }

    private static byte[] argon2id(String password, byte[] salt) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(MEMORY_KIB)
                .withIterations(PASSES)
                .withParallelism(LANES)
                .withSalt(salt)
                .build());
        var hash = new byte[HASH_OCTETS];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
