package org.posthorn.ingress.session;

import java.util.Optional;
import org.posthorn.mail.message.TraceHeader;

/// What a session has learned of its client.
///
/// @param listener     the port
/// @param secureEnough whether passwords may be sent without TLS, as on loopback
/// @param hello        what it called itself
/// @param tls          when the session is encrypted
/// @param login        when it logged in
public record Facts(
        ListenerKind listener,
        boolean secureEnough,
        Optional<Hello> hello,
        Optional<TraceHeader.Tls> tls,
        Optional<Login> login) {

    /// The argument of EHLO or HELO.
    public record Hello(String name, boolean extended) {}

    public static Facts of(ListenerKind listener, boolean secureEnough, Optional<TraceHeader.Tls> tls) {
        return new Facts(listener, secureEnough, Optional.empty(), tls, Optional.empty());
    }

    Facts with(Hello greeted) {
        return new Facts(listener, secureEnough, Optional.of(greeted), tls, login);
    }

    Facts with(Login loggedIn) {
        return new Facts(listener, secureEnough, hello, tls, Optional.of(loggedIn));
    }

    /// After STARTTLS nothing that was said before counts (RFC 3207 §4.2).
    Facts afterHandshake(TraceHeader.Tls negotiated) {
        return of(listener, secureEnough, Optional.of(negotiated));
    }

    boolean mayAuthenticate() {
        return listener.isSubmission() && (tls.isPresent() || secureEnough);
    }
}
