package org.posthorn.mailbox.imap.wire;

/// How much of one command is read.
///
/// @param line          octets of all lines of a command together
/// @param literals      octets of all literals of a command together
/// @param appendLiteral octets of all literals of an APPEND together
public record ReadLimits(int line, int literals, long appendLiteral) {
    /// Before a login (RFC 9051 §6.2.3 needs names and passwords only).
    public static final ReadLimits BEFORE_LOGIN = new ReadLimits(8 * 1024, 8 * 1024, 8 * 1024);
}
