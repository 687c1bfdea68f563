package org.posthorn.delivery.admin;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.posthorn.delivery.queue.RecipientState;
import org.posthorn.events.MessageId;
import org.posthorn.events.api.QueueApi.QueuedRow;
import org.posthorn.events.api.QueueApi.Summary;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Row;

/// Reads the queue for people, page by page in the order of due times.
public final class QueueViewStore {
    private static final String COLUMNS = """
            SELECT m.message_id, r.recipient, m.next_hop, m.sender, m.subject, r.state, r.attempts, m.accepted_at,
                   r.due_at, m.expires_at, r.reason, r.reply, m.size, r.queued_message, r.position
              FROM queued_recipient r JOIN queued_message m ON m.id = r.queued_message
            """;
    private static final String PAGE = COLUMNS + """
             WHERE (r.due_at, r.queued_message, r.position) > (?, ?, ?)
               AND (?::text IS NULL OR m.next_hop = ?)
               AND (?::text IS NULL OR m.sender = ?)
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

    private final Database database;

    public QueueViewStore(Database database) {
        this.database = database;
    }

    /// What to show; absent parts do not filter.
    record Filter(Optional<String> domain, Optional<String> sender, Optional<RecipientState> state) {}

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
        return database.query(
                PAGE,
                QueueViewStore::placed,
                after.due(),
                after.message(),
                after.position(),
                filter.domain(),
                filter.domain(),
                filter.sender(),
                filter.sender(),
                filter.state(),
                filter.state(),
                limit);
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
                row.number("size"));
        return new Placed(shown, new Place(due, row.number("queued_message"), row.integer("position")));
    }
}
