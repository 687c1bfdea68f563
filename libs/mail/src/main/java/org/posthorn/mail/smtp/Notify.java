package org.posthorn.mail.smtp;

/// When a recipient's fate is reported to the reverse-path (RFC 3461 §4.1). `NEVER` stands alone.
public enum Notify {
    NEVER,
    SUCCESS,
    FAILURE,
    DELAY
}
