package org.posthorn.ingress.authentication;

import org.posthorn.ingress.session.Login;

/// Asks whether a password is right.
@FunctionalInterface
public interface LoginCheck {

    /// What came of it.
    sealed interface Result {
        record Right(Login login) implements Result {}

        record Wrong() implements Result {}

        /// Too many failed attempts from there, or for that account.
        record TooMany() implements Result {}

        /// Nobody could be asked.
        record Unavailable(String reason) implements Result {}
    }

    /// @param clientIp where the client is, for limits and events
    Result check(Credentials credentials, String clientIp);
}
