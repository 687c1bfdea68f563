package org.posthorn.runtime.ledger;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.posthorn.events.MessageId;
import org.posthorn.events.Purpose;
import org.posthorn.runtime.sql.Database;

/// Asks the tables of mailbox-service and delivery-worker. The ledger is the only one who reads tables of services:
/// it has to prove what they say.
public final class LedgerDatabase implements Stores {
    /// What an account that was deleted had is gone with it.
    private static final String FILED = """
        SELECT asked.account, asked.message_id, asked.purpose
          FROM unnest(?::bigint[], ?::text[], ?::bigint[]) AS asked (account, message_id, purpose)
         WHERE EXISTS (SELECT 1 FROM mailbox.delivered d
                        WHERE d.account = asked.account AND d.message_id = asked.message_id COLLATE "C"
                          AND d.purpose = asked.purpose)
            OR NOT EXISTS (SELECT 1 FROM mailbox.account a WHERE a.account = asked.account)
        """;
    private static final String QUEUED = """
        SELECT m.message_id, r.recipient
          FROM delivery.queued_message m JOIN delivery.queued_recipient r ON r.queued_message = m.id
         WHERE m.message_id = ANY (?)
        """;
    private static final String NAMING = """
        SELECT DISTINCT message_id FROM delivery.queued_message WHERE claim IS NOT NULL AND message_id = ANY (?)
        """;
    /// The rows that deduplicate outlive their messages for longer than a day.
    private static final String UNMARKED = """
        SELECT m.account, count(*) AS messages FROM mailbox.message m
         WHERE m.accepted_as IS NOT NULL AND m.received_at > now() - interval '1 day'
           AND NOT EXISTS (SELECT 1 FROM mailbox.delivered d
                            WHERE d.account = m.account AND d.message_id = m.accepted_as)
         GROUP BY m.account ORDER BY m.account LIMIT 100
        """;
    private static final String MISCOUNTED = """
        SELECT f.account, f.name, f.messages AS counted, count(m.message) AS present
          FROM mailbox.folder f LEFT JOIN mailbox.message m ON m.account = f.account AND m.folder = f.folder
         GROUP BY f.account, f.folder, f.name, f.messages
        HAVING f.messages <> count(m.message)
         ORDER BY f.account, f.name LIMIT 100
        """;
    private static final String WITHOUT_CONTENT = """
        SELECT m.account, m.message FROM mailbox.message m
         WHERE NOT EXISTS (SELECT 1 FROM mailbox.content c WHERE c.account = m.account AND c.content = m.content)
         ORDER BY m.account, m.message LIMIT 100
        """;

    private final Database database;

    /// @param database of a role that may read the schemas `mailbox` and `delivery`
    public LedgerDatabase(Database database) {
        this.database = database;
    }

    private record Row(long account, String messageId, long purpose) {}

    @Override
    public Set<RouteKey> filed(Collection<LocalRoute> routes) {
        Map<Row, RouteKey> byRow = new HashMap<>();
        routes.forEach(route -> byRow.put(row(route), route.key()));
        var rows = List.copyOf(byRow.keySet());
        var found = database.query(
                FILED,
                row -> new Row(row.number("account"), row.text("message_id"), row.number("purpose")),
                rows.stream().map(Row::account).toList(),
                rows.stream().map(Row::messageId).toList(),
                rows.stream().map(Row::purpose).toList());
        Set<RouteKey> filed = new HashSet<>();
        for (var row : found) {
            var key = byRow.get(row);
            if (key != null) {
                filed.add(key);
            }
        }
        return filed;
    }

    private static Row row(LocalRoute route) {
        long purpose = switch (route.key().purpose()) {
            case INBOX -> 0;
            case SENT -> 1;
        };
        return new Row(route.account().value(), route.key().messageId().value(), purpose);
    }

    @Override
    public Set<RouteKey> queued(Collection<RouteKey> routes) {
        var messages =
                routes.stream().map(key -> key.messageId().value()).distinct().toList();
        var found = database.query(
                QUEUED,
                row -> new RouteKey(new MessageId(row.text("message_id")), row.text("recipient"), Purpose.INBOX),
                messages);
        Set<RouteKey> queued = new HashSet<>(found);
        queued.retainAll(routes);
        return queued;
    }

    /// Which of these messages have a row that names octets in the claim store.
    Set<MessageId> naming(Collection<MessageId> messages) {
        return new HashSet<>(database.query(
                NAMING,
                row -> new MessageId(row.text("message_id")),
                messages.stream().map(MessageId::value).toList()));
    }

    /// Rows of mailboxes that contradict each other, a sentence for each: every change of a folder is counted in the
    /// transaction that makes it, so a count that is wrong means that rows went away in another way.
    public List<String> flaws() {
        var flaws = new ArrayList<String>();
        flaws.addAll(database.query(
                MISCOUNTED,
                row -> "The folder " + row.text("name") + " of account " + row.number("account") + " counts "
                        + row.number("counted") + " messages and has " + row.number("present") + "."));
        flaws.addAll(database.query(
                WITHOUT_CONTENT,
                row -> "The message " + row.number("message") + " of account " + row.number("account")
                        + " has lost its content."));
        flaws.addAll(database.query(
                UNMARKED,
                row -> "The account " + row.number("account") + " has " + row.number("messages")
                        + " messages that are not marked as delivered."));
        return flaws;
    }
}
