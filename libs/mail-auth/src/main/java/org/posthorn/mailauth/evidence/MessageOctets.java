package org.posthorn.mailauth.evidence;

import org.posthorn.mailauth.dkim.BodySource;

/// A message with CRLF line ends: in memory, or too large for that.
public sealed interface MessageOctets {
    record Whole(byte[] octets) implements MessageOctets {}

    /// @param header the header section, with or without the empty line after it
    record Parts(byte[] header, BodySource body) implements MessageOctets {}
}
