package org.posthorn.mailbox.message;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.api.MailApi.MessageRow;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Sql;

/// Reads messages: lists by keyset on the date, and single ones with their octets.
final class MessageStore {
    static final String COLUMNS = """
        SELECT m.message, m.uid, m.thread, m.received_at, m.flags, m.keywords, m.size, m.folder, c.author,
               c.author_address, c.recipients, c.subject, c.preview, c.attachments
        """;
    static final String FROM = """
          FROM message m JOIN content c ON c.account = m.account AND c.content = m.content
        """;
    private static final String PAGE = COLUMNS + FROM + """
         WHERE m.account = ? AND m.folder = ? AND (m.received_at, m.message) < (?, ?)
        """;
    private static final String NEWEST_FIRST = " ORDER BY m.received_at DESC, m.message DESC LIMIT ?";
    static final String ALL = PAGE + NEWEST_FIRST;
    static final String UNREAD = PAGE + " AND m.flags & 1 = 0" + NEWEST_FIRST;
    static final String STARRED = PAGE + " AND m.flags & 4 <> 0" + NEWEST_FIRST;
    private static final String OF_MESSAGE = FROM + " WHERE m.account = ? AND m.message = ?";
    static final String WHOLE = COLUMNS + ", m.prepended, " + ContentPieces.COLUMNS + OF_MESSAGE;
    static final String OCTETS = "SELECT m.prepended, " + ContentPieces.COLUMNS + OF_MESSAGE;
    /// As many of a conversation as are wanted, about half of them on either side of the opened one where there are so
    /// many; the newest when it is not there.
    static final String THREAD = """
        WITH thread AS (SELECT message, row_number() OVER (ORDER BY received_at DESC, message DESC) AS place
                          FROM message WHERE account = ? AND thread = ?),
             opened AS (SELECT coalesce((SELECT place FROM thread WHERE message = ?), 1) AS place,
                               (SELECT count(*) FROM thread) AS messages,
                               ?::int AS most),
             shown AS (SELECT place, most, messages, greatest(1, least(place - most / 2, messages - most + 1)) AS first FROM opened)
        SELECT thread.message, thread.place, shown.messages
          FROM thread, shown
         WHERE thread.place >= shown.first AND thread.place < shown.first + shown.most
         ORDER BY abs(thread.place - shown.place), thread.place
        """;

    /// Which messages of a folder a list shows.
    enum View {
        ALL(MessageStore.ALL),
        UNREAD(MessageStore.UNREAD),
        STARRED(MessageStore.STARRED);

        private final String sql;

        View(String sql) {
            this.sql = sql;
        }
    }

    /// A place in a list; what follows it is older.
    record Place(Instant date, long message) {
        /// Before everything; PostgreSQL's times end in the year 294276.
        static final Place TOP = new Place(Instant.parse("+200000-01-01T00:00:00Z"), Long.MAX_VALUE);
    }

    /// A message with its octets.
    ///
    /// @param prepended header fields of the delivery, above the octets
    record Whole(MessageRow row, byte[] prepended, byte[] octets) {}

    /// A part of a list: how it is sorted and filtered, where it begins, how many rows it has at most.
    record Window(View view, Place after, int limit) {}

    List<MessageRow> page(Sql sql, long account, long folder, Window window) {
        var after = window.after();
        return sql.query(
                window.view().sql, MessageStore::read, account, folder, after.date(), after.message(), window.limit());
    }

    Optional<Whole> whole(Sql sql, long account, long message) {
        return sql.queryOne(WHOLE, WholeRow::of, account, message)
                .flatMap(found -> ContentPieces.octets(sql, account, found.content())
                        .map(octets -> new Whole(found.row(), found.prepended(), octets)));
    }

    /// A message of a conversation.
    ///
    /// @param place counted from the newest
    ///
    /// @param place counted from the newest
    /// @param whole how many messages the conversation has
    record Threaded(long message, long place, long whole) {}

    /// The messages of a conversation around one of them, the nearest first.
    List<Threaded> thread(Sql sql, long account, long thread, long opened, int limit) {
        return sql.query(
                THREAD,
                row -> new Threaded(row.number("message"), row.number("place"), row.number("messages")),
                account,
                thread,
                opened,
                limit);
    }

    /// The octets as IMAP shows them.
    Optional<byte[]> octets(Sql sql, long account, long message) {
        return sql.queryOne(OCTETS, OctetsRow::of, account, message)
                .flatMap(found -> ContentPieces.below(found.prepended(), sql, account, found.content()));
    }

    private record WholeRow(MessageRow row, byte[] prepended, ContentPieces.Found content) {
        static WholeRow of(Row row) throws SQLException {
            return new WholeRow(read(row), MessageStore.prepended(row), ContentPieces.Found.of(row));
        }
    }

    private record OctetsRow(byte[] prepended, ContentPieces.Found content) {
        static OctetsRow of(Row row) throws SQLException {
            return new OctetsRow(MessageStore.prepended(row), ContentPieces.Found.of(row));
        }
    }

    private static byte[] prepended(Row row) throws SQLException {
        var prepended = row.bytesOrNull("prepended");
        return prepended == null ? new byte[0] : prepended;
    }

    static MessageRow read(Row row) throws SQLException {
        return new MessageRow(
                row.number("message"),
                row.number("uid"),
                row.number("thread"),
                row.instant("received_at"),
                row.text("author"),
                row.text("author_address"),
                row.texts("recipients"),
                row.text("subject"),
                row.text("preview"),
                row.flag("attachments"),
                row.number("size"),
                Flags.names(row.integer("flags"), row.textsOrEmpty("keywords")),
                row.number("folder"));
    }
}
