package org.posthorn.policy.signing;

import java.io.IOException;
import java.io.InputStream;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.mailauth.dkim.DkimKey;

/// Signs for the world what our own submitters wrote. The domain of the author signs, so that the signature aligns
/// (RFC 7489 §3.1.1).
public final class OutboundSigner {
    private final DkimKeys keys;

    public OutboundSigner(DkimKeys keys) {
        this.keys = keys;
    }

    /// The signature fields to put above the content, and who signed as `domain/selector/algorithm`.
    public record Signature(byte[] fields, List<String> signedBy) {
        static final Signature NONE = new Signature(new byte[0], List.of());
    }

    /// Signs with every key of the domain.
    ///
    /// @return without fields when the domain has no key
    public Signature sign(Optional<String> domain, byte[] content, Instant now) {
        return domain.flatMap(keys::of)
                .map(signing -> new Signature(signing.signer().sign(content, now), names(signing)))
                .orElse(Signature.NONE);
    }

    /// The same for a message that is too large to hold.
    ///
    /// @param header the header section; the body follows in the stream
    public Signature sign(Optional<String> domain, byte[] header, InputStream body, Instant now) throws IOException {
        var signing = domain.flatMap(keys::of);
        if (signing.isEmpty()) {
            return Signature.NONE;
        }
        return new Signature(signing.get().signer().sign(header, body, now), names(signing.get()));
    }

    private static List<String> names(DkimKeys.Signing signing) {
        return signing.keys().stream().map(OutboundSigner::name).toList();
    }

    private static String name(DkimKey key) {
        return key.domain() + "/" + key.selector() + "/" + key.algorithm().tag();
    }
}
