package org.posthorn.delivery.nexthop;

import org.posthorn.events.MailEnvelope;

/// What a message's sender wishes of TLS (RFC 8689).
public enum TlsWish {
    /// That it only goes where TLS can be verified: REQUIRETLS.
    VERIFIED,
    /// What the recipient's domain asks for.
    AS_ASKED,
    /// That it goes whatever becomes of TLS, and whatever the domain asks for: `TLS-Required: No`.
    NONE;

    /// The wish of a message.
    public static TlsWish of(MailEnvelope envelope) {
        return envelope.requireTls() ? VERIFIED : envelope.tlsOptional().orElse(false) ? NONE : AS_ASKED;
    }
}
