package org.posthorn.mailbox.pop3.maildrop;

import java.sql.SQLException;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.mailbox.pop3.dialogue.Maildrop;
import org.posthorn.mailbox.pop3.dialogue.Maildrop.Entry;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Row;

/// Reads inboxes as maildrops. A message is read in pieces, so that a session's memory does not grow with it.
public final class MaildropStore {
    private static final String INBOX =
            "SELECT folder, uid_validity FROM folder WHERE account = ? AND special_use = 'INBOX'";
    private static final String ENTRIES = """
            SELECT message, uid, size FROM message WHERE account = ? AND folder = ? ORDER BY uid
            """;
    private static final String PIECE = """
            SELECT CASE WHEN ? = 1 THEN m.prepended END AS prepended, substring(c.octets FROM ? FOR ?) AS octets,
                   length(c.octets) AS length
              FROM message m JOIN content c ON c.account = m.account AND c.content = m.content
             WHERE m.account = ? AND m.message = ?
            """;
    private static final int PIECE_OCTETS = 64 * 1024;

    private final Database database;

    private record Inbox(long folder, long uidValidity) {}

    /// A part of a message.
    ///
    /// @param prepended header fields of the delivery, with the first piece only
    /// @param next      where the next piece begins; absent behind the last one
    public record Piece(byte[] prepended, byte[] octets, Optional<Long> next) {}

    public MaildropStore(Database database) {
        this.database = database;
    }

    /// What the inbox holds now; empty when the account is gone.
    public Optional<Maildrop> open(AccountId account) {
        return database.queryOne(INBOX, row -> new Inbox(row.number("folder"), row.number("uid_validity")), account)
                .map(inbox -> new Maildrop(
                        inbox.uidValidity(),
                        database.query(
                                ENTRIES,
                                row -> new Entry(row.number("message"), row.number("uid"), row.number("size")),
                                account,
                                inbox.folder())));
    }

    /// @param from the first octet, counted from 1
    /// @return empty when the message is gone: another session expunged it
    public Optional<Piece> piece(AccountId account, long message, long from) {
        return database.queryOne(PIECE, row -> piece(row, from), from, (int) from, PIECE_OCTETS, account, message);
    }

    private static Piece piece(Row row, long from) throws SQLException {
        var prepended = row.bytesOrNull("prepended");
        var octets = row.bytes("octets");
        long next = from + octets.length;
        return new Piece(
                prepended == null ? new byte[0] : prepended,
                octets,
                next > row.number("length") ? Optional.empty() : Optional.of(next));
    }
}
