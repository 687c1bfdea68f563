package org.posthorn.delivery.admin;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.posthorn.delivery.queue.RecipientState;
import org.posthorn.events.MessageId;
import org.posthorn.events.api.QueueApi.Group;
import org.posthorn.events.api.QueueApi.QueuedRow;
import org.posthorn.events.api.QueueApi.Summary;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Row;

/// Reads the queue for people, page by page in the order of due times.
public final class QueueViewStore {
    private static final String COLUMNS = """
            SELECT m.message_id, r.recipient, m.next_hop, m.sender, m.subject, r.state, r.attempts, m.accepted_at,
                   r.due_at, m.expires_at, r.reason, m.size,
                   CASE WHEN r.host IS NOT NULL AND NOT r.ours THEN r.reply END AS reply,
                   r.queued_message, r.position, r.site, r.kind
              FROM queued_recipient r JOIN queued_message m ON m.id = r.queued_message
            """;
    private static final String PAGE = COLUMNS + """
             WHERE (r.due_at, r.queued_message, r.position) > (?, ?, ?)
               AND (?::text IS NULL OR r.next_hop = ?)
               AND (?::text IS NULL OR m.sender = ?)
               AND (?::text IS NULL OR r.site = ?)
               AND (?::text IS NULL OR r.state = ?)
             ORDER BY r.due_at, r.queued_message, r.position LIMIT ?
            """;
    private static final String OF_MESSAGE = COLUMNS + " WHERE m.message_id = ? ORDER BY r.queued_message, r.position";
    private static final String SUMMARY = """
            SELECT count(*) FILTER (WHERE r.state IN ('DUE', 'LEASED')) AS due,
                   count(*) FILTER (WHERE r.state = 'DEFERRED') AS deferred,
                   count(*) FILTER (WHERE r.state = 'HELD') AS held,
                   count(*) FILTER (WHERE r.state = 'IN_DOUBT') AS in_doubt,
                   min(m.accepted_at) AS oldest
              FROM queued_recipient r JOIN queued_message m ON m.id = r.queued_message
            """;

    private static final String GROUPS = """
             AS name, count(*) AS recipients, min(m.accepted_at) AS oldest,
                   min(r.due_at) FILTER (WHERE r.state NOT IN ('HELD', 'LEASED')) AS next
              FROM queued_recipient r JOIN queued_message m ON m.id = r.queued_message
             WHERE m.accepted_at <= ?
             GROUP BY 1 ORDER BY 2 DESC, 1 LIMIT 20
            """;
    private static final Map<String, String> GROUPED = Map.of(
            "site", "r.site",
            "kind", "coalesce(r.kind, 'not tried yet')",
            "state", "replace(lower(r.state), '_', '-')",
            "age", """
                    CASE WHEN m.accepted_at > now() - interval '10 min' THEN 'up to 10 min'
                         WHEN m.accepted_at > now() - interval '1 h' THEN '10-60 min'
                         WHEN m.accepted_at > now() - interval '6 h' THEN '1-6 h'
                         WHEN m.accepted_at > now() - interval '1 day' THEN '6-24 h'
                         ELSE 'over a day' END
                    """);

    private final Database database;

    public QueueViewStore(Database database) {
        this.database = database;
    }

    /// What to show; absent parts do not filter.
    record Filter(
            Optional<String> domain, Optional<String> sender, Optional<String> site, Optional<RecipientState> state) {}

    /// Where a page begins: behind this row.
    record Place(Instant due, long message, int position) {
        static final Place BEGIN = new Place(Instant.EPOCH, 0, 0);

        String cursor() {
            return due.getEpochSecond() + "." + due.getNano() + "." + message + "." + position;
        }

        /// @throws IllegalArgumentException for what is not a cursor
        static Place of(String cursor) {
            var parts = cursor.split("\\.", -1);
            if (parts.length != 4) {
                throw new IllegalArgumentException("not a cursor of this list");
            }
            var due = Instant.ofEpochSecond(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
            return new Place(due, Long.parseLong(parts[2]), Integer.parseInt(parts[3]));
        }
    }

    /// A row with its place.
    record Placed(QueuedRow row, Place place) {}

    List<Placed> page(Filter filter, Place after, int limit) {
        var domain = filter.domain().map(QueueViewStore::lower);
        var site = filter.site().map(QueueViewStore::lower);
        return database.query(
                PAGE,
                QueueViewStore::placed,
                after.due(),
                after.message(),
                after.position(),
                domain,
                domain,
                filter.sender(),
                filter.sender(),
                site,
                site,
                filter.state(),
                filter.state(),
                limit);
    }

    /// Domains and hosts, as people write them: in any case. The rows have them in lower case.
    static String lower(String name) {
        return name.toLowerCase(Locale.ROOT);
    }

    List<QueuedRow> ofMessage(MessageId id) {
        return database.query(OF_MESSAGE, row -> placed(row).row(), id);
    }

    /// Counts; one pass over the queue.
    public Summary summary() {
        return database.queryOne(
                        SUMMARY,
                        row -> new Summary(
                                row.number("due"),
                                row.number("deferred"),
                                row.number("held"),
                                row.number("in_doubt"),
                                row.optionalInstant("oldest")))
                .orElseThrow();
    }

    /// The largest groups; one pass over the queue.
    ///
    /// @throws IllegalArgumentException with a sentence for the user
    List<Group> groups(String by, Instant now) {
        var expression = GROUPED.get(by);
        if (expression == null) {
            throw new IllegalArgumentException("The queue is grouped by site, kind, age or state, not by " + by);
        }
        return database.query(
                "SELECT " + expression + GROUPS,
                row -> new Group(
                        row.text("name"),
                        row.number("recipients"),
                        row.optionalInstant("oldest"),
                        row.optionalInstant("next")),
                now);
    }

    private static Placed placed(Row row) throws SQLException {
        var state = row.constant("state", RecipientState.class);
        var due = row.instant("due_at");
        var shown = new QueuedRow(
                new MessageId(row.text("message_id")),
                row.text("recipient"),
                row.text("next_hop"),
                row.text("sender"),
                row.optionalText("subject"),
                state.word(),
                row.integer("attempts"),
                row.instant("accepted_at"),
                state == RecipientState.HELD || state == RecipientState.LEASED ? Optional.empty() : Optional.of(due),
                row.instant("expires_at"),
                row.text("reason"),
                row.optionalText("reply"),
                row.number("size"),
                row.text("site"),
                row.optionalText("kind"));
        return new Placed(shown, new Place(due, row.number("queued_message"), row.integer("position")));
    }
}
