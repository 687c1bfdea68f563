package org.posthorn.mailauth.dkim;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// Adds a set to the chain of a message that we pass on (RFC 8617 §5.1), so that the next server can see
/// what was true when the message came to us. Thread-safe; keep one per domain.
public final class ArcSealer {
    private final KeyInUse key;

    /// @param key RSA, which every validator knows
    public ArcSealer(DkimKey key) {
        this.key = new KeyInUse(key);
    }

    /// The three fields to put on top of the message, each ending in CRLF; empty where there is nothing
    /// to seal: the chain has 50 sets, or failed before (§5.1.2 step 2), or could not be checked.
    ///
    /// @param results our Authentication-Results of this message, from the authserv-id on (RFC 8601
    ///     §2.2)
    /// @param chain as it was validated
    public Optional<byte[]> seal(byte[] message, String results, ArcResult chain, Instant now) {
        var header = HeaderBlock.of(message);
        return seal(header, BodyDigests.of(message, header.bodyStart()), results, chain, now);
    }

    /// The same for a message that is too large to hold.
    public Optional<byte[]> seal(byte[] headerSection, BodySource body, String results, ArcResult chain, Instant now) {
        return seal(HeaderBlock.of(headerSection), BodyDigests.of(body), results, chain, now);
    }

    private Optional<byte[]> seal(
            HeaderBlock header, BodyDigests bodies, String results, ArcResult validated, Instant now) {
        var chain = ArcChain.of(header);
        var broken = validated.status() == ArcResult.Status.FAIL;
        if (chain.sets().size() >= ArcChain.MOST_SETS
                || validated.status() == ArcResult.Status.TEMPERROR
                || (broken
                        && chain.sets().stream()
                                .anyMatch(set -> set.chainStatus().equals("fail")))
                || chain.flaw().isPresent()) {
            return Optional.empty();
        }
        var instance = chain.sets().size() + 1;
        var status = broken ? "fail" : instance == 1 ? "none" : "pass";
        var bodyHash = bodies.of(Canonicalization.RELAXED, BodyHash.WHOLE_BODY).hash();
        var resultsField = "ARC-Authentication-Results: i=" + instance + "; " + results + "\r\n";
        var messageField = messageSignature(header, instance, bodyHash, now);
        // §5.1.2: the seal of a broken chain covers its own set only.
        var before = broken ? List.<ArcChain.Set>of() : chain.sets();
        var seal = seal(header, before, List.of(resultsField, messageField), opening(instance, status, now));
        return Optional.of((seal + messageField + resultsField).getBytes(StandardCharsets.UTF_8));
    }

    private String messageSignature(HeaderBlock header, int instance, String bodyHash, Instant now) {
        var signed = new ByteArrayOutputStream(2048);
        List<String> names = new ArrayList<>();
        SignedFields.forArc(header, names)
                .forEach(field -> Canonicalization.RELAXED.header(header.octets(), field, signed));
        var opening = "ARC-Message-Signature: i=" + instance + "; a=" + key.algorithm() + "; c=relaxed/relaxed;\r\n\td="
                + key.domain() + "; s=" + key.selector() + "; t=" + now.getEpochSecond() + ";\r\n\tbh=" + bodyHash
                + ";\r\n\th=" + SignatureText.names(names) + ";\r\n\tb=";
        return SignatureText.complete(opening, key, signed);
    }

    private String opening(int instance, String status, Instant now) {
        return "ARC-Seal: i=" + instance + "; a=" + key.algorithm() + "; cv=" + status + ";\r\n\td=" + key.domain()
                + "; s=" + key.selector() + "; t=" + now.getEpochSecond() + ";\r\n\tb=";
    }

    private String seal(HeaderBlock header, List<ArcChain.Set> before, List<String> own, String opening) {
        var signed = new ByteArrayOutputStream(4096);
        before.forEach(set -> set.write(header, signed));
        for (var field : own) {
            var octets = field.getBytes(StandardCharsets.UTF_8);
            Canonicalization.RELAXED.header(
                    octets, HeaderBlock.of(octets).fields().getFirst(), signed);
        }
        return SignatureText.complete(opening, key, signed);
    }
}
