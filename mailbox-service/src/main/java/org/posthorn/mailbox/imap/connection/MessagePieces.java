package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.util.Optional;
import org.posthorn.mailbox.imap.grammar.FetchItem.Partial;
import org.posthorn.mailbox.imap.store.MessageStore.Slice;
import org.posthorn.mailbox.imap.wire.ResponseWriter;
import org.posthorn.runtime.EnvironmentFailure;

/// Sends a large message as it comes from the database, piece by piece: what a session needs of memory does not grow
/// with it, and while the client reads no connection of the database is held.
final class MessagePieces {
    private static final int PIECE = 1 << 20;

    private final Stores stores;
    private final Slice whole;
    private final byte[] prepended;

    /// @param whole     the content from its first octet on
    /// @param prepended what delivery put above it
    MessagePieces(Stores stores, Slice whole, byte[] prepended) {
        this.stores = stores;
        this.whole = whole;
        this.prepended = prepended;
    }

    /// All of it, in one array, for who must know its structure.
    byte[] gathered() throws IOException {
        var gathered = new byte[whole.length()];
        int at = 0;
        while (at < gathered.length) {
            var piece = piece(at, gathered.length);
            System.arraycopy(piece, 0, gathered, at, piece.length);
            at += piece.length;
        }
        return gathered;
    }

    private byte[] piece(int at, int end) throws IOException {
        return stores.messages()
                .piece(stores.database(), whole.part(at, Math.min(PIECE, end - at)))
                // half of it may be out: only the end of the connection says that it is not the whole
                .orElseThrow(() -> new IOException("the message was expunged while it was read"));
    }

    /// Octets of the message as a literal. The response has begun: when the database fails now, only the end of the
    /// connection can say so, since a status response would be taken for octets of the message.
    ///
    /// @param start the first of the section; it goes to the message's end
    void write(ResponseWriter out, long start, Optional<Partial> partial) throws IOException {
        try {
            send(out, start, partial);
        } catch (EnvironmentFailure e) {
            throw new IOException("the message cannot be read further", e);
        }
    }

    private void send(ResponseWriter out, long start, Optional<Partial> partial) throws IOException {
        long size = prepended.length + (long) whole.length();
        long from = Math.min(size, start + partial.map(Partial::offset).orElse(0L));
        long to = Math.min(size, from + partial.map(Partial::length).orElse(size));
        int above = (int) Math.min(prepended.length, from);
        int aboveEnd = (int) Math.min(prepended.length, to);
        int at = (int) Math.max(0, from - prepended.length);
        int end = (int) Math.max(0, to - prepended.length);
        if (stores.messages().hasNul(stores.database(), whole.part(at, end - at))) {
            // RFC 9051 §4.3: a literal8, since a literal must not have NUL in it
            out.text("~");
        }
        out.text("{").number(to - from).text("}\r\n").octets(prepended, above, aboveEnd);
        while (at < end) {
            var piece = piece(at, end);
            out.octets(piece, 0, piece.length);
            at += piece.length;
        }
    }
}
