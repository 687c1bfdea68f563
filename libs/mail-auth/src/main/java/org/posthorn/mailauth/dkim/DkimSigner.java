package org.posthorn.mailauth.dkim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.Signature;
import java.security.interfaces.EdECPrivateKey;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/// Signs messages with every key it holds, relaxed/relaxed (RFC 6376 §3.4.2, §3.4.4). The body is hashed once for all
/// of them. Thread-safe; keep one per domain, since the keys are parsed here.
public final class DkimSigner {
    private static final int LINE = 76;

    private final List<Key> keys;

    /// @param keys usually one RSA and one Ed25519 key (RFC 8463 §6)
    public DkimSigner(List<DkimKey> keys) {
        if (keys.isEmpty()) {
            throw new IllegalArgumentException("a signer needs a key");
        }
        this.keys = keys.stream().map(Key::new).toList();
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
        var headers = signed.toByteArray();
        var out = new ByteArrayOutputStream(1024 * keys.size());
        for (var key : keys) {
            var unsigned = unsignedField(key.key(), chosen.names(), bodyHash, now);
            var octets = unsigned.getBytes(StandardCharsets.US_ASCII);
            var canonical = new ByteArrayOutputStream(octets.length);
            Canonicalization.RELAXED.header(
                    octets, HeaderBlock.of(octets).fields().getFirst(), canonical);
            var signature = key.sign(headers, canonical.toByteArray(), canonical.size() - 2);
            out.writeBytes(octets);
            out.writeBytes(folded(signature).getBytes(StandardCharsets.US_ASCII));
        }
        return out.toByteArray();
    }

    private static String unsignedField(DkimKey key, List<String> names, byte[] bodyHash, Instant now) {
        var field = new StringBuilder(512)
                .append("DKIM-Signature: v=1; a=")
                .append(key.algorithm().tag())
                .append("; c=relaxed/relaxed;\r\n\td=")
                .append(key.domain())
                .append("; s=")
                .append(key.selector())
                .append(";\r\n\tt=")
                .append(now.getEpochSecond())
                .append("; bh=")
                .append(Base64.getEncoder().encodeToString(bodyHash))
                .append(";\r\n\th=");
        var column = 10;
        for (var i = 0; i < names.size(); i++) {
            var name = names.get(i);
            if (column + name.length() + 1 > LINE) {
                field.append("\r\n\t ");
                column = 9;
            }
            field.append(name).append(i + 1 < names.size() ? ":" : ";");
            column += name.length() + 1;
        }
        return field.append("\r\n\tb=").toString();
    }

    private static String folded(byte[] signature) {
        var text = Base64.getEncoder().encodeToString(signature);
        var lines = new StringBuilder(text.length() + 32);
        for (var at = 0; at < text.length(); at += LINE - 4) {
            lines.append(at == 0 ? "" : "\r\n\t ").append(text, at, Math.min(text.length(), at + LINE - 4));
        }
        return lines.append("\r\n").toString();
    }

    /// A key ready to sign: the Ed25519 seed is taken out once, because Bouncy Castle's signing with it takes a
    /// fraction of the JDK's time.
    private static final class Key {
        private final DkimKey key;
        private final byte[] seed;
        private final byte[] publicOctets;

        Key(DkimKey key) {
            this.key = key;
            if (key.privateKey() instanceof EdECPrivateKey ed) {
                this.seed = ed.getBytes().orElseThrow();
                this.publicOctets = new byte[Ed25519.PUBLIC_KEY_SIZE];
                Ed25519.generatePublicKey(seed, 0, publicOctets, 0);
            } else {
                this.seed = new byte[0];
                this.publicOctets = new byte[0];
            }
        }

        DkimKey key() {
            return key;
        }

        byte[] sign(byte[] headers, byte[] own, int ownLength) {
            try {
                return switch (key.algorithm()) {
                    case RSA_SHA256 -> {
                        var signature = Signature.getInstance(key.algorithm().signatureName());
                        signature.initSign(key.privateKey());
                        signature.update(headers);
                        signature.update(own, 0, ownLength);
                        yield signature.sign();
                    }
                    case ED25519_SHA256 -> {
                        // RFC 8463 §3: what is signed is the SHA-256 of the data, not the data.
                        var digest = MessageDigest.getInstance("SHA-256");
                        digest.update(headers);
                        digest.update(own, 0, ownLength);
                        var hash = digest.digest();
                        var signature = new byte[Ed25519.SIGNATURE_SIZE];
                        Ed25519.sign(seed, 0, publicOctets, 0, hash, 0, hash.length, signature, 0);
                        yield signature;
                    }
                };
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("signing with " + key + " failed", e);
            }
        }
    }
}
