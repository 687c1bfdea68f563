package org.posthorn.mailauth.dkim;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

/// The hashes of one message's body, each computed when it is first asked for. For one thread.
final class BodyDigests {
    private final Body body;
    private final Map<Key, Digest> digests = new HashMap<>();

    private BodyDigests(Body body) {
        this.body = body;
    }

    /// @param hash in base64
    /// @param length octets of the canonical body
    record Digest(String hash, long length) {}

    private record Key(Canonicalization form, long limit) {}

    @FunctionalInterface
    private interface Body {
        void feed(BodyHash hash) throws IOException;
    }

    static BodyDigests of(byte[] message, int bodyStart) {
        return new BodyDigests(hash -> hash.update(message, bodyStart, message.length - bodyStart));
    }

    /// A body that is too large to hold: it is read anew for each kind of hash.
    static BodyDigests of(BodySource source) {
        return new BodyDigests(hash -> {
            try (InputStream in = source.open()) {
                var buffer = new byte[64 * 1024];
                for (var n = in.read(buffer); n >= 0; n = in.read(buffer)) {
                    hash.update(buffer, 0, n);
                }
            }
        });
    }

    Digest of(Canonicalization form, long limit) {
        return digests.computeIfAbsent(new Key(form, limit), this::compute);
    }

    private Digest compute(Key key) {
        var hash = new BodyHash(key.form(), key.limit());
        try {
            body.feed(hash);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new Digest(Base64.getEncoder().encodeToString(hash.finish()), hash.canonicalLength());
    }
}
