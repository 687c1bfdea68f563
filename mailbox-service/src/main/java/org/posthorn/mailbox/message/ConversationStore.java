package org.posthorn.mailbox.message;

import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import org.posthorn.events.api.MailApi.Address;
import org.posthorn.events.api.MailApi.Conversation;
import org.posthorn.mailbox.message.MessageStore.View;
import org.posthorn.mailbox.message.MessageStore.Window;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Sql;

/// Reads folders by conversation. A page walks down the folder by date and takes a message when its
/// conversation has no newer one there, which one look into an index tells: nothing is sorted or grouped, and
/// the walk ends with the page.
final class ConversationStore {
    private static final int COUNTED = 101;
    private static final String PAGE = MessageStore.COLUMNS + """
               , t.messages, t.unread, t.starred, t.names, t.addresses
          FROM (SELECT * FROM message o
                 WHERE o.account = ? AND o.folder = ? AND (o.received_at, o.message) < (?, ?) %s
                   AND o.message = (SELECT n.message FROM message n
                                     WHERE n.account = o.account AND n.thread = o.thread AND n.folder = o.folder %s
                                     ORDER BY n.received_at DESC, n.message DESC LIMIT 1)
                 ORDER BY o.received_at DESC, o.message DESC LIMIT ?) m
          JOIN content c ON c.account = m.account AND c.content = m.content
         CROSS JOIN LATERAL (
                SELECT count(*) AS messages, bool_or(flags & 1 = 0) AS unread, bool_or(flags & 4 <> 0) AS starred,
                       array_agg(author ORDER BY received_at) AS names,
                       array_agg(author_address ORDER BY received_at) AS addresses
                  FROM (SELECT x.flags, x.received_at, k.author, k.author_address
                          FROM message x JOIN content k ON k.account = x.account AND k.content = x.content
                         WHERE x.account = m.account AND x.thread = m.thread
                           AND (x.folder = m.folder
                                OR x.folder <> ALL (ARRAY(SELECT folder FROM folder
                                                           WHERE account = ? AND special_use IN ('JUNK', 'TRASH'))))
                         LIMIT ?) counted) t
         ORDER BY m.received_at DESC, m.message DESC
        """;
    private static final String IDS_OF = """
        SELECT message FROM message WHERE account = ? AND folder = ? AND thread = ANY (?)
         ORDER BY received_at DESC, message DESC LIMIT ?
        """;

    private static String ids(View view) {
        return """
                SELECT o.message FROM message o WHERE o.account = ? AND o.folder = ? %s
                 ORDER BY o.received_at DESC, o.message DESC LIMIT ?
                """.formatted(filter(view, "o"));
    }

    static String page(View view) {
        return PAGE.formatted(filter(view, "o"), filter(view, "n"));
    }

    List<Conversation> page(Sql sql, long account, long folder, Window window) {
        var after = window.after();
        return sql.query(
                page(window.view()),
                ConversationStore::read,
                account,
                folder,
                after.date(),
                after.message(),
                window.limit(),
                account,
                COUNTED);
    }

    List<Long> ids(Sql sql, long account, long folder, View view, int limit) {
        return sql.query(ids(view), row -> row.number("message"), account, folder, limit);
    }

    List<Long> idsOf(Sql sql, long account, long folder, List<Long> threads, int limit) {
        return sql.query(IDS_OF, row -> row.number("message"), account, folder, threads, limit);
    }

    private static String filter(View view, String table) {
        return switch (view) {
            case ALL -> "";
            case UNREAD -> "AND " + table + ".flags & 1 = 0";
            case STARRED -> "AND " + table + ".flags & 4 <> 0";
        };
    }

    private static Conversation read(Row row) throws SQLException {
        return new Conversation(
                MessageStore.read(row),
                (int) row.number("messages"),
                row.flag("unread"),
                row.flag("starred"),
                authors(row.texts("names"), row.texts("addresses")));
    }

    private static List<Address> authors(List<String> names, List<String> addresses) {
        var authors = new LinkedHashMap<String, Address>();
        for (int i = 0; i < addresses.size(); i++) {
            authors.putIfAbsent(addresses.get(i), new Address(names.get(i), addresses.get(i)));
        }
        return new ArrayList<>(authors.values());
    }
}
