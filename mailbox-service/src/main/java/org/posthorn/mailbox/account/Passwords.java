package org.posthorn.mailbox.account;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.posthorn.mail.sasl.ScramKeys;
import org.posthorn.runtime.http.Refusal;

/// Hashes and checks passwords. At most one hash runs per core, since each takes 19 MiB and some 20 ms; who waits
/// longer than a few seconds is asked to come again. A successful check is remembered for some minutes as a keyed HMAC
/// together with the hash that it was checked against, so that a changed password forgets it by itself.
final class Passwords {
    private static final int MOST_REMEMBERED = 20_000;
    private static final int SALT_OCTETS = 16;
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(10);
    /// Letters and digits that cannot be taken for one another.
    private static final String ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789";

    private record Remembered(byte[] hmac, Instant until) {}

    private final SecureRandom random = new SecureRandom();
    private final Semaphore cores = new Semaphore(Runtime.getRuntime().availableProcessors());
    private final SecretKeySpec key;
    private final Duration remember;
    private final int hashMemory;
    private final int scramIterations;
    private final InstantSource clock;
    /// By stored hash; guarded by itself, the eldest leaves first.
    private final Map<String, Remembered> successes = new LinkedHashMap<>();

    /// @param hashMemory      of one hash, in KiB
    /// @param scramIterations 0 leaves SCRAM out
    Passwords(Duration remember, int hashMemory, int scramIterations, InstantSource clock) {
        this.remember = remember;
        this.hashMemory = hashMemory;
        this.scramIterations = scramIterations;
        this.clock = clock;
        var secret = new byte[32];
        random.nextBytes(secret);
        key = new SecretKeySpec(secret, "HmacSHA256");
    }

    /// What is to be stored of a new password.
    PasswordSecrets secrets(String password) {
        var hash = onACore(() -> PasswordHash.of(password, hashMemory, random));
        return new PasswordSecrets(hash, scramKeys(password));
    }

    /// Keys for SCRAM; absent where it is off.
    Optional<String> scramKeys(String password) {
        if (scramIterations == 0) {
            return Optional.empty();
        }
        var salt = new byte[SALT_OCTETS];
        random.nextBytes(salt);
        return Optional.of(
                onACore(() -> ScramKeys.of(password, salt, scramIterations).encoded()));
    }

    /// Keys that no password fits, always the same for a name, so that nobody learns which accounts there are.
    ScramKeys noScramKeys(String name) {
        var salt = Arrays.copyOf(hmac(name, ""), SALT_OCTETS);
        var nothing = new byte[32];
        random.nextBytes(nothing);
        return new ScramKeys(salt, scramIterations, nothing, nothing);
    }

    boolean offersScram() {
        return scramIterations > 0;
    }

    /// A nonce of a SCRAM dialogue.
    String nonce() {
        var octets = new byte[24];
        random.nextBytes(octets);
        return Base64.getUrlEncoder().encodeToString(octets);
    }

    boolean matches(String password, String hash) {
        var hmac = hmac(password, hash);
        if (isRemembered(hash, hmac)) {
            return true;
        }
        if (!onACore(() -> PasswordHash.matches(password, hash))) {
            return false;
        }
        remember(hash, hmac);
        return true;
    }

    /// Spends the time of a check for an account that does not exist.
    void matchesNothing(String password) {
        onACore(() -> PasswordHash.of(password, hashMemory, random));
    }

    /// Four groups of four characters: 78 bits.
    String generate() {
        var password = new StringBuilder();
        for (int i = 0; i < 16; i++) {
            if (i > 0 && i % 4 == 0) {
                password.append('-');
            }
            password.append(ALPHABET.charAt(random.nextInt(ALPHABET.length())));
        }
        return password.toString();
    }

    private boolean isRemembered(String hash, byte[] hmac) {
        synchronized (successes) {
            var remembered = successes.get(hash);
            if (remembered == null) {
                return false;
            }
            if (!clock.instant().isBefore(remembered.until())) {
                successes.remove(hash);
                return false;
            }
            return MessageDigest.isEqual(remembered.hmac(), hmac);
        }
    }

    private void remember(String hash, byte[] hmac) {
        synchronized (successes) {
            successes.put(hash, new Remembered(hmac, clock.instant().plus(remember)));
            if (successes.size() > MOST_REMEMBERED) {
                successes.remove(successes.keySet().iterator().next());
            }
        }
    }

    private byte[] hmac(String password, String hash) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            mac.update(hash.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(password.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private <T> T onACore(java.util.function.Supplier<T> work) {
        try {
            if (!cores.tryAcquire(LONGEST_WAIT.toMillis(), TimeUnit.MILLISECONDS)) {
                throw Refusal.unavailable("Too many logins at the moment, try again later.");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw Refusal.unavailable("The service is stopping, try again later.");
        }
        try {
            return work.get();
        } finally {
            cores.release();
        }
    }
}
