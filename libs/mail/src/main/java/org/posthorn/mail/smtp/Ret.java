package org.posthorn.mail.smtp;

/// How much of a failed message its notification brings back (RFC 3461 §4.3).
public enum Ret {
    FULL,
    HDRS
}
