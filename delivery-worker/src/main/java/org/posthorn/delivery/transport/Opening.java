package org.posthorn.delivery.transport;

import java.util.Optional;

/// How to begin with a server.
///
/// @param ourName for EHLO
/// @param tls what to do about STARTTLS
/// @param credentials for a smarthost
public record Opening(String ourName, Tls tls, Optional<Credentials> credentials) {

    /// How much TLS matters.
    public enum Tls {
        /// In clear.
        NEVER,
        /// With STARTTLS when it is offered, and any certificate: better than nothing (RFC 7435).
        IF_OFFERED,
        /// The same, and what would have been wrong with the certificate is reported: a policy is being tested (RFC
        /// 8461 §5).
        TESTED,
        /// With STARTTLS or not at all, and any certificate: the zone's TLSA records cannot be used (RFC
        /// 7672 §2.2).
        REQUIRED,
        /// With STARTTLS and a certificate that the zone's TLSA records name, or not at all (RFC 7672).
        DANE,
        /// With STARTTLS and a certificate that is valid for the server's name, or not at all (RFC 8461,
        /// RFC 8689, smarthosts).
        VERIFIED;

        /// The mail may leave in clear.
        boolean isOptional() {
            return this == NEVER || this == IF_OFFERED || this == TESTED;
        }

        boolean isRequired() {
            return !isOptional();
        }
    }

    /// A login at a smarthost (RFC 4954).
    public record Credentials(String user, String password) {
        @Override
        public String toString() {
            return "Credentials[" + user + "]";
        }
    }
}
