package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.posthorn.mailbox.imap.fetch.Span;
import org.posthorn.mailbox.imap.grammar.FetchItem.Partial;
import org.posthorn.mailbox.imap.store.MessageStore.Slice;
import org.posthorn.mailbox.imap.wire.ResponseWriter;
import org.posthorn.runtime.EnvironmentFailure;

/// Sends a large message as it comes from the database, piece by piece: what a session needs of memory does not grow
/// with it, and while the client reads no connection of the database is held.
///
/// Its response has begun when it is read. When that fails, only the end of the connection can say so, since a status
/// response would be taken for octets of the message.
final class MessagePieces {
    /// What the database looks through at once.
    private static final int LOOK = 256 * 1024;

    private final Stores stores;
    private final FetchRoom room;
    private final Slice content;
    private final byte[] prepended;

    /// @param room      of the session, for a piece at a time
    /// @param content   all of it
    /// @param prepended what delivery put above it
    MessagePieces(Stores stores, FetchRoom room, Slice content, byte[] prepended) {
        this.stores = stores;
        this.room = room;
        this.content = content;
        this.prepended = prepended;
    }

    /// The message with what delivery put above it.
    Span whole() {
        return new Span(0, prepended.length + content.length());
    }

    /// Where octets of the content stand in the message.
    Span inMessage(Span ofContent) {
        return ofContent.below(prepended.length);
    }

    /// Octets of the message as a literal.
    void write(ResponseWriter out, Span ofMessage, Optional<Partial> partial) throws IOException {
        long from = Math.min(
                ofMessage.to(), ofMessage.from() + partial.map(Partial::offset).orElse(0L));
        long length =
                Math.min(ofMessage.to() - from, partial.map(Partial::length).orElse(Long.MAX_VALUE));
        int above = (int) Math.min(prepended.length, from);
        int aboveEnd = (int) Math.min(prepended.length, from + length);
        int at = (int) Math.max(0, from - prepended.length);
        int end = (int) Math.max(0, from + length - prepended.length);
        var piece = piece(at, end);
        if (hasNul(piece, at, end)) {
            // RFC 9051 §4.3: a literal8, since a literal must not have NUL in it
            out.text("~");
        }
        out.text("{").number(length).text("}\r\n").octets(prepended, above, aboveEnd);
        while (at < end) {
            out.octets(piece, 0, piece.length);
            at += piece.length;
            piece = piece(at, end);
        }
    }

    /// Looks before anything of the literal is sent, a piece at a time; mostly a client asks for no more than one.
    private boolean hasNul(byte[] first, int from, int end) throws IOException {
        for (byte octet : first) {
            if (octet == 0) {
                return true;
            }
        }
        try {
            for (int at = from + first.length; at < end; at += LOOK) {
                if (stores.messages().hasNul(stores.database(), slice(at, end, LOOK))) {
                    return true;
                }
            }
            return false;
        } catch (EnvironmentFailure e) {
            throw new IOException("the message cannot be looked through", e);
        }
    }

    /// The first octets of those between two places of the message.
    byte[] ofMessage(int at, int end) throws IOException {
        int above = prepended.length;
        return at < above ? Arrays.copyOfRange(prepended, at, Math.min(above, end)) : piece(at - above, end - above);
    }

    /// The same of the content.
    private byte[] piece(int at, int end) throws IOException {
        if (at >= end) {
            return new byte[0];
        }
        room.goesOn();
        try {
            return stores.messages()
                    .piece(stores.database(), slice(at, end, room.portion().piece()))
                    .orElseThrow(() -> new IOException("the message was expunged while it was read"));
        } catch (EnvironmentFailure e) {
            throw new IOException("the message cannot be read further", e);
        }
    }

    private Slice slice(int at, int end, int most) {
        return content.part(at, Math.min(most, end - at));
    }
}
