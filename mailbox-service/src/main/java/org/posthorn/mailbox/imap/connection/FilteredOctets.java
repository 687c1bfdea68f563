package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.util.Optional;
import org.posthorn.mail.message.TransferDecoder;
import org.posthorn.mailbox.imap.fetch.Span;
import org.posthorn.mailbox.imap.grammar.FetchItem.Partial;
import org.posthorn.mailbox.imap.wire.ResponseWriter;

/// A part of a large message without its transfer encoding (RFC 9051 §6.4.5.1), which is never in memory as a whole.
/// How long it is, and whether there is NUL in it, stands before its octets: it is decoded once to learn that, and once
/// more to be sent.
///
/// @param body     octets of the content
/// @param encoding the name of their transfer encoding
record DecodedPart(MessagePieces pieces, Span body, String encoding) {
    /// Takes some of the decoded octets.
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
        decode(0, Long.MAX_VALUE, measure);
        return measure.length;
    }

    /// Sends it as a literal.
    void write(ResponseWriter out, Optional<Partial> partial) throws IOException {
        long from = partial.map(Partial::offset).orElse(0L);
        long to = partial.map(some -> some.offset() + some.length()).orElse(Long.MAX_VALUE);
        var measure = new Measure();
        decode(from, to, measure);
        // RFC 9051 §4.3: a literal8, since a literal must not have NUL in it
        out.text(measure.nul ? "~{" : "{").number(measure.length).text("}\r\n");
        decode(from, to, out::octets);
    }

    private void decode(long from, long to, Sink sink) throws IOException {
        var decoder = new TransferDecoder(encoding);
        long done = 0;
        for (int at = body.from(); at < body.to() && done < to; ) {
            var piece = pieces.piece(at, body.to());
            at += piece.length;
            var octets = decoder.decode(piece, at >= body.to());
            int begin = Math.clamp(from - done, 0, octets.length);
            int end = Math.clamp(to - done, 0, octets.length);
            if (begin < end) {
                sink.take(octets, begin, end);
            }
            done += octets.length;
        }
    }
}
