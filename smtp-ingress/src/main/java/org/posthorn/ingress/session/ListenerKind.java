package org.posthorn.ingress.session;

import java.util.Locale;

/// What a port is for.
public enum ListenerKind {
    /// Mail from other servers for our domains (RFC 5321); nobody logs in.
    MX,
    /// Mail from our own users, STARTTLS first (RFC 6409).
    SUBMISSION,
    /// The same with TLS from the first octet (RFC 8314 §3.3).
    SUBMISSIONS;

    public boolean isSubmission() {
        return this != MX;
    }

    /// As in events and metrics.
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }
}
