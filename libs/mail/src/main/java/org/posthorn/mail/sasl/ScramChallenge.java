package org.posthorn.mail.sasl;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// What a server asks a SCRAM-SHA-256 client (RFC 5802 §5), and how it judges the answer.
///
/// @param nonce of the server: random for each dialogue
public record ScramChallenge(ClientFirst first, ScramKeys keys, String nonce) {
    /// The server's first message.
    public String text() {
        var salt = Base64.getEncoder().encodeToString(keys.salt());
        return "r=" + first.nonce() + nonce + ",s=" + salt + ",i=" + keys.iterations();
    }

    /// The server's last message, which proves that it knows the keys; empty when the client's proof is wrong.
    public Optional<String> answered(String clientFinal) {
        int at = clientFinal.lastIndexOf(",p=");
        if (at < 0) {
            return Optional.empty();
        }
        var withoutProof = clientFinal.substring(0, at);
        var header = Base64.getEncoder().encodeToString(first.header().getBytes(StandardCharsets.UTF_8));
        if (!withoutProof.equals("c=" + header + ",r=" + first.nonce() + nonce)) {
            return Optional.empty();
        }
        var dialogue = first.bare() + "," + text() + "," + withoutProof;
        return decoded(clientFinal.substring(at + 3))
                .filter(proof -> keys.proves(proof, dialogue))
                .map(_ -> "v=" + Base64.getEncoder().encodeToString(keys.serverSignature(dialogue)));
    }

    private static Optional<byte[]> decoded(String base64) {
        try {
            return Optional.of(Base64.getDecoder().decode(base64));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
