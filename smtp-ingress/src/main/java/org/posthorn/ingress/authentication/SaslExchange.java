package org.posthorn.ingress.authentication;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;

/// One SASL dialogue, seen from the server: each response of the client gives the next challenge or the end.
public sealed interface SaslExchange {

    /// What follows a response.
    sealed interface Next {
        /// Ask on, with this challenge, in Base64.
        record Challenge(String base64, SaslExchange then) implements Next {}

        record Done(Credentials credentials) implements Next {}

        record Malformed() implements Next {}
    }

    /// The challenge for a client that sent no initial response.
    String firstChallenge();

    /// @param base64 the response as it stood in the line
    Next respond(String base64);

    /// The exchange of a mechanism, when we have it.
    static Optional<SaslExchange> of(String mechanism) {
        return switch (mechanism) {
            case "PLAIN" -> Optional.of(new Plain());
            case "LOGIN" -> Optional.of(new LoginName());
            default -> Optional.empty();
        };
    }

    /// RFC 4616: an identity to act as, a name and a password, with NUL between them. Acting as somebody else is not
    /// offered.
    record Plain() implements SaslExchange {
        @Override
        public String firstChallenge() {
            return "";
        }

        @Override
        public Next respond(String base64) {
            return decode(base64).map(Plain::credentials).orElseGet(Next.Malformed::new);
        }

        private static Next credentials(String message) {
            var parts = message.split("\0", -1);
            boolean asOneself = parts.length == 3 && (parts[0].isEmpty() || parts[0].equals(parts[1]));
            return asOneself && !parts[1].isEmpty()
                    ? new Next.Done(new Credentials(parts[1], parts[2]))
                    : new Next.Malformed();
        }
    }

    /// The first half of LOGIN, which no RFC defines and every old client speaks.
    record LoginName() implements SaslExchange {
        @Override
        public String firstChallenge() {
            return encode("Username:");
        }

        @Override
        public Next respond(String base64) {
            return decode(base64)
                    .filter(name -> !name.isEmpty())
                    .<Next>map(name -> new Next.Challenge(encode("Password:"), new LoginPassword(name)))
                    .orElseGet(Next.Malformed::new);
        }
    }

    /// The second half of LOGIN.
    record LoginPassword(String name) implements SaslExchange {
        @Override
        public String firstChallenge() {
            return encode("Password:");
        }

        @Override
        public Next respond(String base64) {
            return decode(base64)
                    .<Next>map(password -> new Next.Done(new Credentials(name, password)))
                    .orElseGet(Next.Malformed::new);
        }
    }

    private static String encode(String text) {
        return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    private static Optional<String> decode(String base64) {
        try {
            var octets = Base64.getDecoder().decode(base64);
            return Optional.of(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString());
        } catch (IllegalArgumentException | CharacterCodingException _) {
            return Optional.empty();
        }
    }
}
