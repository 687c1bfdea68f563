package org.posthorn.mail.message;

import java.util.Optional;

/// What one pass over a message's octets finds: its envelope in IMAP's sense and the tree of its parts with their
/// places.
/// Any octets have a structure: what cannot be understood is a part of plain text.
///
/// @param header   the header section of the whole message
/// @param envelope RFC 9051 §7.5.2
/// @param root     the message itself: part `1`, or a multipart without a number
/// @param complete false when a limit left parts undivided
public record MimeStructure(HeaderSection header, Envelope envelope, Part root, boolean complete) {

    /// How far a message is taken apart.
    ///
    /// @param maxDepth of parts within parts
    /// @param maxParts in the whole message
    public record Limits(int maxDepth, int maxParts) {
        public static final Limits DEFAULT = new Limits(100, 1_000);
    }

    public static MimeStructure of(byte[] message) {
        return of(message, Limits.DEFAULT);
    }

    public static MimeStructure of(byte[] message, Limits limits) {
        return new StructureReader(message, limits).read();
    }

    /// The part of this number, as IMAP counts.
    public Optional<Part> part(String number) {
        return root.find(number);
    }
}
