package org.posthorn.mailauth.dkim;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import org.posthorn.mailauth.dkim.DkimResult.Status;
import org.posthorn.mailauth.dns.DnsAnswer;
import org.posthorn.mailauth.dns.Resolver;

/// Checks one signature that was read: its time, its body hash, and the signature itself with the
/// published key (RFC 6376 §6.1). Thread-safe.
final class SignatureCheck {
    /// Several TXT records under one name are tried in turn, a few of them (§6.1.2).
    private static final int MOST_RECORDS = 4;

    /// Clocks differ; a signature from further ahead is a mistake or a replay.
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(15);

    private final Resolver resolver;
    private final InstantSource clock;

    SignatureCheck(Resolver resolver, InstantSource clock) {
        this.resolver = resolver;
        this.clock = clock;
    }

    /// A signature over header fields and the body, as DKIM and `ARC-Message-Signature` have it.
    DkimResult message(HeaderBlock header, SignatureField field, BodyDigests bodies, long deadline) {
        var untimely = timeProblem(field);
        if (untimely.isPresent()) {
            return result(field, Status.FAIL, untimely.get());
        }
        if (!field.identityFits(false)) {
            return result(field, Status.PERMERROR, "the signature's i= is not within its d=");
        }
        if (DkimAlgorithm.ofTag(field.algorithmTag()).isEmpty()) {
            return unknownAlgorithm(field);
        }
        var body = bodies.of(field.bodyForm(), field.bodyLimit());
        if (field.bodyLimit() != BodyHash.WHOLE_BODY && field.bodyLimit() > body.length()) {
            return result(field, Status.PERMERROR, "the signature's l= is longer than the body");
        }
        if (!body.hash().equals(field.bodyHash())) {
            return result(field, Status.FAIL, "the body was changed after signing");
        }
        return octets(field, field.signedOctets(header), body.length() <= field.bodyLimit(), deadline);
    }

    /// A signature over these octets, with the keys at the name that the field gives.
    DkimResult octets(SignatureField field, byte[] signed, boolean wholeBody, long deadline) {
        var algorithm = DkimAlgorithm.ofTag(field.algorithmTag());
        if (algorithm.isEmpty()) {
            return unknownAlgorithm(field);
        }
        var name = field.selector() + "._domainkey." + field.domain();
        var left = Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
        return switch (resolver.txt(name, left)) {
            case DnsAnswer.Found<String>(var records, var _, var _) -> {
                var worst = result(field, Status.PERMERROR, "there is no key");
                for (var record : records.subList(0, Math.min(records.size(), MOST_RECORDS))) {
                    worst = withKey(field, DkimPublicKey.parse(record, algorithm.get()), signed, wholeBody);
                    if (worst.passed()) {
                        break;
                    }
                }
                yield worst;
            }
            case DnsAnswer.NoData<String> _, DnsAnswer.NxDomain<String> _ ->
                result(field, Status.PERMERROR, "there is no key at " + name);
            case DnsAnswer.TemporaryFailure<String>(var reason) -> result(field, Status.TEMPERROR, reason);
        };
    }

    private static DkimResult withKey(SignatureField field, DkimPublicKey published, byte[] signed, boolean wholeBody) {
        return switch (published) {
            case DkimPublicKey.Unusable(var status, var reason) -> result(field, status, reason);
            case DkimPublicKey.Usable(var _, var _, var exact)
            when exact && !field.identityFits(true) ->
                result(field, Status.PERMERROR, "the key allows no i= below its domain");
            case DkimPublicKey.Usable(var key, var testing, var _) ->
                matches(field, key, signed)
                        ? result(field, Status.PASS, Optional.empty(), testing, wholeBody)
                        : result(
                                field,
                                Status.FAIL,
                                Optional.of("the header section was changed after signing, or the key is another one"),
                                testing,
                                wholeBody);
        };
    }

    private static boolean matches(SignatureField field, PublicKey key, byte[] signed) {
        try {
            var algorithm = DkimAlgorithm.ofTag(field.algorithmTag()).orElseThrow();
            var signature = Signature.getInstance(algorithm.signatureName());
            signature.initVerify(key);
            signature.update(
                    switch (algorithm) {
                        case RSA_SHA256 -> signed;
                        case ED25519_SHA256 ->
                            MessageDigest.getInstance("SHA-256").digest(signed);
                    });
            return signature.verify(Base64.getDecoder().decode(field.signature()));
        } catch (GeneralSecurityException _) {
            // A signature of the wrong length and the like: not one that this key made.
            return false;
        }
    }

    private Optional<String> timeProblem(SignatureField field) {
        var now = clock.instant().getEpochSecond();
        if (field.expiresAt().isPresent() && field.expiresAt().get() < now) {
            return Optional.of("the signature expired");
        }
        if (field.signedAt().isPresent() && field.signedAt().get() > now + CLOCK_SKEW.toSeconds()) {
            return Optional.of("the signature is from the future");
        }
        if (field.expiresAt().isPresent()
                && field.signedAt().isPresent()
                && field.expiresAt().get() <= field.signedAt().get()) {
            return Optional.of("the signature expires before it was made");
        }
        return Optional.empty();
    }

    private static DkimResult unknownAlgorithm(SignatureField field) {
        return field.algorithmTag().equals("rsa-sha1")
                ? result(field, Status.POLICY, "rsa-sha1 is not believed any more")
                : result(field, Status.PERMERROR, "the signature's algorithm is unknown");
    }

    private static DkimResult result(SignatureField field, Status status, String reason) {
        return result(field, status, Optional.of(reason), false, field.bodyLimit() == BodyHash.WHOLE_BODY);
    }

    private static DkimResult result(
            SignatureField field, Status status, Optional<String> reason, boolean testing, boolean wholeBody) {
        var text = field.signature();
        return new DkimResult(
                status,
                field.domain(),
                field.selector(),
                field.identity(),
                field.algorithmTag(),
                reason,
                testing,
                wholeBody,
                text.substring(0, Math.min(8, text.length())));
    }
}
