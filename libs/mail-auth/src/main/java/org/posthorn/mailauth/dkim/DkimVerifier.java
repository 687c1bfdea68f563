package org.posthorn.mailauth.dkim;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.PublicKey;
import java.security.Signature;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.posthorn.mailauth.dkim.DkimResult.Status;
import org.posthorn.mailauth.dns.DnsAnswer;
import org.posthorn.mailauth.dns.Resolver;

/// Checks the `DKIM-Signature` fields of a message (RFC 6376 §6). Thread-safe.
public final class DkimVerifier {
    /// More signatures than this are left unread: each costs a look-up and a public-key operation (§8.4).
    private static final int MOST_SIGNATURES = 10;

    /// Several TXT records under one name are tried in turn, a few of them (§6.1.2).
    private static final int MOST_RECORDS = 4;

    /// Clocks differ; a signature from further ahead is a mistake or a replay.
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(15);

    private final Resolver resolver;
    private final InstantSource clock;

    public DkimVerifier(Resolver resolver, InstantSource clock) {
        this.resolver = resolver;
        this.clock = clock;
    }

    /// One result for each signature, from the top of the message down; empty for an unsigned one.
    ///
    /// @param message with CRLF line ends
    /// @param within for all look-ups together
    public List<DkimResult> verify(byte[] message, Duration within) {
        var deadline = System.nanoTime() + within.toNanos();
        var header = HeaderBlock.of(message);
        Map<BodyKey, BodyDigest> bodies = new HashMap<>();
        List<DkimResult> results = new ArrayList<>();
        for (var place : header.fields()) {
            if (results.size() < MOST_SIGNATURES && header.isNamed(place, "dkim-signature")) {
                results.add(
                        switch (SignatureField.parse(header, place)) {
                            case SignatureField.Parsed.Bad(var tags, var reason) -> unreadable(tags, reason);
                            case SignatureField.Parsed.Good(var field) -> check(header, field, bodies, deadline);
                        });
            }
        }
        return results;
    }

    private DkimResult check(HeaderBlock header, SignatureField field, Map<BodyKey, BodyDigest> bodies, long deadline) {
        var algorithm = DkimAlgorithm.ofTag(field.algorithmTag());
        if (algorithm.isEmpty()) {
            return field.algorithmTag().equals("rsa-sha1")
                    ? result(field, Status.POLICY, "rsa-sha1 is not believed any more")
                    : result(field, Status.PERMERROR, "the signature's algorithm is unknown");
        }
        var untimely = timeProblem(field);
        if (untimely.isPresent()) {
            return result(field, Status.FAIL, untimely.get());
        }
        if (!field.identityFits(false)) {
            return result(field, Status.PERMERROR, "the signature's i= is not within its d=");
        }
        var body = bodies.computeIfAbsent(new BodyKey(field.bodyForm(), field.bodyLimit()), key -> key.digest(header));
        if (field.bodyLimit() != BodyHash.WHOLE_BODY && field.bodyLimit() > body.length()) {
            return result(field, Status.PERMERROR, "the signature's l= is longer than the body");
        }
        if (!body.hash().equals(field.bodyHash())) {
            return result(field, Status.FAIL, "the body was changed after signing");
        }
        var name = field.selector() + "._domainkey." + field.domain();
        var left = Duration.ofNanos(Math.max(1_000_000, deadline - System.nanoTime()));
        return switch (resolver.txt(name, left)) {
            case DnsAnswer.Found<String>(var records, var _, var _) ->
                withKeys(header, field, algorithm.get(), records, body.length());
            case DnsAnswer.NoData<String> _, DnsAnswer.NxDomain<String> _ ->
                result(field, Status.PERMERROR, "there is no key at " + name);
            case DnsAnswer.TemporaryFailure<String>(var reason) -> result(field, Status.TEMPERROR, reason);
        };
    }

    private static DkimResult withKeys(
            HeaderBlock header, SignatureField field, DkimAlgorithm algorithm, List<String> records, long bodyLength) {
        var worst = result(field, Status.PERMERROR, "there is no key");
        var wholeBody = bodyLength <= field.bodyLimit();
        for (var record : records.subList(0, Math.min(records.size(), MOST_RECORDS))) {
            switch (DkimPublicKey.parse(record, algorithm)) {
                case DkimPublicKey.Unusable(var status, var reason) -> worst = result(field, status, reason);
                case DkimPublicKey.Usable(var _, var _, var exact)
                when exact && !field.identityFits(true) ->
                    worst = result(field, Status.PERMERROR, "the key allows no i= below its domain");
                case DkimPublicKey.Usable(var key, var testing, var _) -> {
                    if (matches(header, field, algorithm, key)) {
                        return result(field, Status.PASS, Optional.empty(), testing, wholeBody);
                    }
                    var reason = Optional.of("the header section was changed after signing, or the key is another one");
                    worst = result(field, Status.FAIL, reason, testing, wholeBody);
                }
            }
        }
        return worst;
    }

    private static boolean matches(HeaderBlock header, SignatureField field, DkimAlgorithm algorithm, PublicKey key) {
        try {
            var signature = Signature.getInstance(algorithm.signatureName());
            signature.initVerify(key);
            var signed = field.signedOctets(header);
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

    private static DkimResult unreadable(Optional<TagList> tags, String reason) {
        var domain = tags.flatMap(list -> list.compact("d")).orElse("");
        return new DkimResult(
                Status.PERMERROR,
                domain,
                tags.flatMap(list -> list.compact("s")).orElse(""),
                tags.flatMap(list -> list.compact("i")).orElse("@" + domain),
                tags.flatMap(list -> list.compact("a")).orElse(""),
                Optional.of(reason),
                false,
                true,
                "");
    }

    private record BodyKey(Canonicalization form, long limit) {
        BodyDigest digest(HeaderBlock header) {
            var hash = new BodyHash(form, limit);
            hash.update(header.octets(), header.bodyStart(), header.octets().length - header.bodyStart());
            return new BodyDigest(Base64.getEncoder().encodeToString(hash.finish()), hash.canonicalLength());
        }
    }

    private record BodyDigest(String hash, long length) {}
}
