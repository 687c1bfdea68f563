package org.posthorn.mailauth.srs;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.posthorn.mail.address.Domain;
import org.posthorn.mail.address.LocalPart;
import org.posthorn.mail.address.MailboxAddress;

/// Makes and reads rewritten reverse-paths. Thread-safe.
///
/// | path | form |
/// | --- | --- |
/// | first rewriting | `SRS0=hash=day=domain=local-part@us` |
/// | rewriting of another server's | `SRS1=hash=their-domain=rest-of-theirs@us` |
///
/// The hash is the first 40 bits of an HMAC in base 32, in any case of letters: some servers change it.
public final class Srs {
    private static final String ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";
    private static final int HASH_LENGTH = 8;
    private static final int DAYS = 1024;

    /// How long bounces come back: longer than any queue keeps a message.
    private static final int LONGEST_DAYS = 21;

    private final SecretKeySpec key;
    private final String domain;
    private final InstantSource clock;

    /// @param key of the HMAC, the same on every server of ours
    /// @param domain of the paths: one that we receive mail for
    public Srs(byte[] key, String domain, InstantSource clock) {
        this.key = new SecretKeySpec(key, "HmacSHA256");
        this.domain = domain;
        this.clock = clock;
    }

    /// Whether a local part looks like one of these.
    public static boolean isRewritten(String localPart) {
        return isKind(localPart, "SRS0") || isKind(localPart, "SRS1");
    }

    /// The reverse-path under which a message is passed on; the null reverse-path stays null, and what
    /// cannot be read becomes it.
    public String forward(String reversePath) {
        var read = MailboxAddress.parse(reversePath).toOptional();
        var host = read.flatMap(MailboxAddress::domain);
        if (read.isEmpty() || host.isEmpty()) {
            return "";
        }
        var local = read.get().localPart().value();
        var rest = isKind(local, "SRS0")
                ? signed("SRS1", host.get().ascii() + "=" + local.substring(4))
                : isKind(local, "SRS1") ? again(local) : Optional.<String>empty();
        var rewritten = rest.or(() -> signed("SRS0", day(0) + "=" + host.get().ascii() + "=" + local));
        return rewritten
                .map(text -> MailboxAddress.of(new LocalPart(text), Domain.of(domain))
                        .toString())
                .orElse("");
    }

    /// Where a bounce to such a local part belongs; empty when we did not make it, or too long ago.
    public Optional<String> back(String localPart) {
        var first = localPart.length() > 4 ? localPart.indexOf('=', 5) : -1;
        if (first < 0 || !isRewritten(localPart)) {
            return Optional.empty();
        }
        var hash = localPart.substring(5, first);
        var rest = localPart.substring(first + 1);
        var cut = rest.indexOf('=');
        if (cut < 0 || !sameHash(hash, hash(rest))) {
            return Optional.empty();
        }
        if (isKind(localPart, "SRS1")) {
            return address("SRS0" + rest.substring(cut + 1), rest.substring(0, cut));
        }
        var host = rest.indexOf('=', cut + 1);
        return host > 0 && isRecent(rest.substring(0, cut))
                ? address(rest.substring(host + 1), rest.substring(cut + 1, host))
                : Optional.empty();
    }

    /// A path that was rewritten twice keeps its first server: bounces need not pass all those between.
    private Optional<String> again(String local) {
        var first = local.indexOf('=', 5);
        return first > 0 ? signed("SRS1", local.substring(first + 1)) : Optional.empty();
    }

    private Optional<String> signed(String kind, String rest) {
        return Optional.of(kind + "=" + hash(rest) + "=" + rest);
    }

    private static Optional<String> address(String local, String host) {
        return Domain.parse(host)
                .toOptional()
                .map(of -> MailboxAddress.of(new LocalPart(local), of).toString());
    }

    private static boolean isKind(String localPart, String kind) {
        return localPart.length() > 5
                && localPart.regionMatches(true, 0, kind, 0, 4)
                && "=+-".indexOf(localPart.charAt(4)) >= 0;
    }

    private static boolean sameHash(String one, String other) {
        return MessageDigest.isEqual(
                one.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));
    }

    private String hash(String rest) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(key);
            var digest = mac.doFinal(rest.toLowerCase(Locale.ROOT).getBytes(StandardCharsets.UTF_8));
            var bits = 0L;
            for (var i = 0; i < 5; i++) {
                bits = (bits << 8) | (digest[i] & 0xff);
            }
            var text = new StringBuilder();
            for (var i = HASH_LENGTH - 1; i >= 0; i--) {
                text.append(ALPHABET.charAt((int) (bits >>> (5 * i)) & 31));
            }
            return text.toString();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every JDK has HmacSHA256", e);
        }
    }

    /// The day as two letters; days repeat after 1024.
    private String day(int ago) {
        var today = (int) (Duration.ofMillis(clock.millis()).toDays() - ago) % DAYS;
        return "" + ALPHABET.charAt(today / 32) + ALPHABET.charAt(today % 32);
    }

    private boolean isRecent(String day) {
        for (var ago = 0; ago <= LONGEST_DAYS; ago++) {
            if (day(ago).equalsIgnoreCase(day)) {
                return true;
            }
        }
        return false;
    }
}
