package org.posthorn.mailbox.imap.grammar;

import java.util.Optional;

/// What FETCH asks of each message (RFC 9051 §6.4.5).
public sealed interface FetchItem {
    /// The same, leaving `\Seen` as it is.
    default FetchItem peeking() {
        return switch (this) {
            case Attribute attribute -> attribute;
            case Octets(var label, var section, var partial, var _) -> new Octets(label, section, partial, true);
            case Binary(var part, var partial, var _) -> new Binary(part, partial, true);
            case BinarySize size -> size;
        };
    }

    /// Items without arguments.
    enum Attribute implements FetchItem {
        FLAGS,
        UID,
        INTERNALDATE,
        RFC822_SIZE,
        ENVELOPE,
        BODY,
        BODYSTRUCTURE,
        MODSEQ,
        EMAILID,
        THREADID,
        PREVIEW,
        SAVEDATE
    }

    /// Octets of the message.
    ///
    /// @param label   how the answer names it, such as `BODY[TEXT]` or `RFC822`
    /// @param peek    leaves `\Seen` as it is
    record Octets(String label, Section section, Optional<Partial> partial, boolean peek) implements FetchItem {}

    /// A decoded part (RFC 9051 §6.4.5.1, `BINARY`).
    ///
    /// @param part empty is the whole message
    record Binary(String part, Optional<Partial> partial, boolean peek) implements FetchItem {}

    /// The size of a decoded part.
    record BinarySize(String part) implements FetchItem {}

    /// Some octets of a section.
    record Partial(long offset, long length) {}
}
