package org.posthorn.mailbox.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.regex.Pattern;
import org.bouncycastle.crypto.generators.Argon2BytesGenerator;
import org.bouncycastle.crypto.params.Argon2Parameters;

/// Argon2id (RFC 9106) with two passes and one lane, in the usual encoding of some 97 characters:
/// `$argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>`. The memory of a stored hash is that of the day when it was made.
final class PasswordHash {
    private static final int PASSES = 2;
    private static final int LANES = 1;
    private static final int SALT_OCTETS = 16;
    private static final int HASH_OCTETS = 32;
    private static final String PREFIX = "$argon2id$v=19$m=";
    private static final String COST = ",t=" + PASSES + ",p=" + LANES;
    private static final Pattern ENCODED =
            Pattern.compile(Pattern.quote(PREFIX) + "([0-9]{1,7})" + COST + "\\$([A-Za-z0-9+/]+)\\$([A-Za-z0-9+/]+)");

    private PasswordHash() {}

    /// @param memory in KiB, at least 8
    static String of(String password, int memory, SecureRandom random) {
        var salt = new byte[SALT_OCTETS];
        random.nextBytes(salt);
        var base64 = Base64.getEncoder().withoutPadding();
        var hash = argon2id(password, memory, salt);
        return PREFIX + memory + COST + "$" + base64.encodeToString(salt) + "$" + base64.encodeToString(hash);
    }

    /// Whether the password is the one that was hashed. Takes as long for a wrong one.
    static boolean matches(String password, String encoded) {
        var parts = ENCODED.matcher(encoded);
        if (!parts.matches()) {
            throw new IllegalStateException("a password hash of another kind is stored");
        }
        var base64 = Base64.getDecoder();
        var hash = argon2id(password, Integer.parseInt(parts.group(1)), base64.decode(parts.group(2)));
        return MessageDigest.isEqual(hash, base64.decode(parts.group(3)));
    }

    private static byte[] argon2id(String password, int memory, byte[] salt) {
        var generator = new Argon2BytesGenerator();
        generator.init(new Argon2Parameters.Builder(Argon2Parameters.ARGON2_id)
                .withVersion(Argon2Parameters.ARGON2_VERSION_13)
                .withMemoryAsKB(memory)
                .withIterations(PASSES)
                .withParallelism(LANES)
                .withSalt(salt)
                .build());
        var hash = new byte[HASH_OCTETS];
        generator.generateBytes(password.getBytes(StandardCharsets.UTF_8), hash);
        return hash;
    }
}
