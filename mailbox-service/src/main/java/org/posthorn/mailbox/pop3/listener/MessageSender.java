package org.posthorn.mailbox.pop3.listener;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.mail.smtp.DotWriter;
import org.posthorn.mailbox.pop3.dialogue.Action;
import org.posthorn.mailbox.pop3.maildrop.MaildropStore;
import org.posthorn.mailbox.pop3.maildrop.MaildropStore.Piece;

/// Sends a message, or its header and the first lines of its body, with dots doubled (RFC 1939 §3 and §7).
final class MessageSender {
    private final MaildropStore store;
    private final AccountId account;
    private final OutputStream out;

    MessageSender(MaildropStore store, AccountId account, OutputStream out) {
        this.store = store;
        this.account = account;
        this.out = out;
    }

    /// @return false when the message is gone; nothing was written then
    boolean send(Action.Send send) throws IOException {
        long id = send.message().id();
        var piece = store.piece(account, id, 1);
        if (piece.isEmpty()) {
            return false;
        }
        line("+OK " + send.message().size() + " octets");
        var writer = new DotWriter(out);
        var lines = send.lines() < 0 ? Lines.all() : Lines.of(send.lines());
        writer.write(piece.get().prepended(), 0, piece.get().prepended().length);
        while (piece.isPresent()) {
            var octets = piece.get().octets();
            writer.write(octets, 0, lines.take(octets));
            piece = next(piece.get(), id, lines);
        }
        writer.finish();
        return true;
    }

    private Optional<Piece> next(Piece piece, long id, Lines lines) throws IOException {
        if (piece.next().isEmpty() || lines.isEnough()) {
            return Optional.empty();
        }
        var next = store.piece(account, id, piece.next().get());
        if (next.isEmpty()) {
            // half of it is out: only the end of the connection says that it is not the whole
            throw new IOException("the message was expunged while it was sent");
        }
        return next;
    }

    private void line(String text) throws IOException {
        out.write((text + "\r\n").getBytes(StandardCharsets.UTF_8));
    }

    /// Counts lines of the body while pieces pass.
    private static final class Lines {
        private int left;
        private boolean all;
        private boolean inBody;
        private int lineLength;

        static Lines all() {
            var lines = new Lines();
            lines.all = true;
            return lines;
        }

        static Lines of(int count) {
            var lines = new Lines();
            lines.left = count;
            return lines;
        }

        boolean isEnough() {
            return !all && inBody && left == 0;
        }

        /// How many octets of the piece belong to what is sent.
        int take(byte[] octets) {
            if (all) {
                return octets.length;
            }
            int i = 0;
            while (i < octets.length && !isEnough()) {
                if (octets[i] == '\n') {
                    endLine();
                } else if (octets[i] != '\r') {
                    lineLength++;
                }
                i++;
            }
            return i;
        }

        private void endLine() {
            if (inBody) {
                left--;
            } else if (lineLength == 0) {
                inBody = true;
            }
            lineLength = 0;
        }
    }
}
