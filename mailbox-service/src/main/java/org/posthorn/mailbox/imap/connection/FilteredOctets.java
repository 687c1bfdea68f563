package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.util.Optional;
import java.util.function.Supplier;
import org.posthorn.mailbox.imap.fetch.PieceFilter;
import org.posthorn.mailbox.imap.fetch.Span;
import org.posthorn.mailbox.imap.grammar.FetchItem.Partial;
import org.posthorn.mailbox.imap.wire.ResponseWriter;

/// What a filter makes of octets of a large message, such as a part without its transfer encoding or some fields of a
/// header section; it is never in memory as a whole. How long it is, and whether there is NUL in it, stands before its
/// octets: they are filtered once to learn that, and once more to be sent.
///
/// @param span   octets of the message
/// @param filter a new one for each time
record FilteredOctets(MessagePieces pieces, Span span, Supplier<PieceFilter> filter) {
    /// Takes some of the filtered octets.
    private interface Sink {
        void take(byte[] octets, int from, int to) throws IOException;
    }

    /// What must be known of octets before they are sent.
    private static final class Measure implements Sink {
        private long length;
        private boolean nul;

        @Override
        public void take(byte[] octets, int from, int to) {
            length += to - from;
            for (int i = from; i < to && !nul; i++) {
                nul = octets[i] == 0;
            }
        }
    }

    long size() throws IOException {
        var measure = new Measure();
        pass(0, Long.MAX_VALUE, measure);
        return measure.length;
    }

    /// Sends it as a literal.
    void write(ResponseWriter out, Optional<Partial> partial) throws IOException {
        long from = partial.map(Partial::offset).orElse(0L);
        long to = partial.map(some -> some.offset() + some.length()).orElse(Long.MAX_VALUE);
        var measure = new Measure();
        pass(from, to, measure);
        // RFC 9051 §4.3: a literal8, since a literal must not have NUL in it
        out.text(measure.nul ? "~{" : "{").number(measure.length).text("}\r\n");
        pass(from, to, out::octets);
    }

    private void pass(long from, long to, Sink sink) throws IOException {
        var fresh = filter.get();
        long done = 0;
        int at = span.from();
        do {
            var piece = pieces.ofMessage(at, span.to());
            at += piece.length;
            var octets = fresh.pass(piece, at >= span.to());
            int begin = Math.clamp(from - done, 0, octets.length);
            int end = Math.clamp(to - done, 0, octets.length);
            if (begin < end) {
                sink.take(octets, begin, end);
            }
            done += octets.length;
        } while (at < span.to() && done < to);
    }
}
