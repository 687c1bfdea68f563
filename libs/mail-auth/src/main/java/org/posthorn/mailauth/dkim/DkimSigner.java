package org.posthorn.mailauth.dkim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;

/// Signs messages with every key it holds, relaxed/relaxed (RFC 6376 §3.4.2, §3.4.4). The body is hashed
/// once for all of them. Thread-safe; keep one per domain, since the keys are parsed here.
public final class DkimSigner {
    private final List<KeyInUse> keys;

    /// @param keys usually one RSA and one Ed25519 key (RFC 8463 §6)
    public DkimSigner(List<DkimKey> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a signer needs a key");
        }
        this.keys = keys.stream().map(KeyInUse::new).toList();
    }

    /// The `DKIM-Signature` fields to put before the message, each ending in CRLF.
    ///
    /// @param message with CRLF line ends
    public byte[] sign(byte[] message, Instant now) {
        var header = HeaderBlock.of(message);
        return sign(header, BodyHash.of(Canonicalization.RELAXED, message, header.bodyStart()), now);
    }

    /// The same for a message too large to hold.
    ///
    /// @param headerSection the fields, with or without the empty line after them
    /// @param body what follows the empty line; read to its end, not closed
    public byte[] sign(byte[] headerSection, InputStream body, Instant now) throws IOException {
        var hash = new BodyHash(Canonicalization.RELAXED, BodyHash.WHOLE_BODY);
        var buffer = new byte[64 * 1024];
        for (var n = body.read(buffer); n >= 0; n = body.read(buffer)) {
            hash.update(buffer, 0, n);
        }
        return sign(HeaderBlock.of(headerSection), hash.finish(), now);
    }

    private byte[] sign(HeaderBlock header, byte[] bodyHash, Instant now) {
        var chosen = SignedFields.of(header);
        var signed = new ByteArrayOutputStream(2048);
        for (var field : chosen.fields()) {
            Canonicalization.RELAXED.header(header.octets(), field, signed);
        }
        var out = new ByteArrayOutputStream(1024 * keys.size());
        for (var key : keys) {
            var opening = "DKIM-Signature: v=1; a=" + key.algorithm() + "; c=relaxed/relaxed;\r\n\td=" + key.domain()
                    + "; s=" + key.selector() + ";\r\n\tt=" + now.getEpochSecond() + "; bh="
                    + Base64.getEncoder().encodeToString(bodyHash) + ";\r\n\th="
                    + SignatureText.names(chosen.names()) + ";\r\n\tb=";
            out.writeBytes(SignatureText.complete(opening, key, signed).getBytes(StandardCharsets.US_ASCII));
        }
        return out.toByteArray();
    }
}
