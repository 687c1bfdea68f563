package org.posthorn.delivery.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.posthorn.delivery.queue.RecipientState;
import org.posthorn.events.EventJson;
import org.posthorn.events.Outcome.Subject;
import org.posthorn.events.Purpose;
import org.posthorn.events.RemoteDelivery;
import org.posthorn.events.api.QueueApi.Selection;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Row;

/// What operators do to the queue. A recipient that a worker has in its hands is left alone: what becomes of it is
/// being decided.
public final class QueueChangeStore {
    private static final int AT_ONCE = 500;

    private static final String SELECTED = """
             WHERE m.id = r.queued_message AND r.state <> 'LEASED'
               AND (?::text[] IS NULL OR m.message_id = ANY (?::text[]))
               AND (?::text[] IS NULL OR r.recipient = ANY (?::text[]))
               AND (?::text IS NULL OR m.next_hop = ?)
               AND (?::text IS NULL OR m.sender = ?)
               AND (?::text IS NULL OR r.state = ?)
            """;
    private static final String FLUSH =
            "UPDATE queued_recipient r SET due_at = ? FROM queued_message m" + SELECTED + " AND r.state <> 'HELD'";
    private static final String HOLD = "UPDATE queued_recipient r SET state = 'HELD', reason = ? FROM queued_message m"
            + SELECTED + " AND r.state <> 'HELD' RETURNING m.id, m.delivery, r.position";
    private static final String RELEASE = "UPDATE queued_recipient r SET state = 'DUE', due_at = ?, reason = ?"
            + " FROM queued_message m" + SELECTED + " AND r.state = 'HELD'";
    private static final String LOCK_SELECTED = "SELECT m.id, m.delivery, r.position"
            + " FROM queued_recipient r, queued_message m" + SELECTED
            + " ORDER BY m.id, r.position LIMIT ? FOR UPDATE OF m, r";
    private static final String DELETE = "DELETE FROM queued_recipient WHERE queued_message = ? AND position = ?";
    private static final String DELETE_EMPTY = """
            DELETE FROM queued_message m
             WHERE id = ANY (?)
               AND NOT EXISTS (SELECT FROM queued_recipient r WHERE r.queued_message = m.id)
            """;

    private final Database database;

    public QueueChangeStore(Database database) {
        this.database = database;
    }

    /// Makes them due now.
    long flush(Selection selection, Instant now) {
        return database.update(FLUSH, arguments(selection, now));
    }

    /// Stops them.
    ///
    /// @return whose they are
    List<Subject> hold(Selection selection, String reason) {
        return database.query(HOLD, row -> selected(row).subject(), arguments(selection, reason));
    }

    /// Lets held ones go, now.
    long release(Selection selection, Instant now) {
        return database.update(RELEASE, arguments(selection, now, "Released by " + selection.by()));
    }

    /// Takes them out.
    ///
    /// @param before is told of each batch before it is gone for good; when it throws, the batch stays
    long delete(Selection selection, Consumer<List<Subject>> before) {
        long deleted = 0;
        int last;
        do {
            last = deleteSome(selection, before);
            deleted += last;
        } while (last == AT_ONCE);
        return deleted;
    }

    private int deleteSome(Selection selection, Consumer<List<Subject>> before) {
        return database.transaction(tx -> {
            var arguments = arguments(selection);
            var limited = Arrays.copyOf(arguments, arguments.length + 1);
            limited[arguments.length] = AT_ONCE;
            var rows = tx.query(LOCK_SELECTED, QueueChangeStore::selected, limited);
            if (rows.isEmpty()) {
                return 0;
            }
            List<@Nullable Object[]> places = new ArrayList<>();
            rows.forEach(row -> places.add(new @Nullable Object[] {row.message(), row.position()}));
            tx.batch(DELETE, places);
            tx.update(
                    DELETE_EMPTY,
                    rows.stream().map(Selected::message).distinct().toList());
            before.accept(rows.stream().map(Selected::subject).toList());
            return rows.size();
        });
    }

    private static @Nullable Object[] arguments(Selection selection, Object... first) {
        var messages = selection.messages().isEmpty() ? null : selection.messages();
        var recipients = selection.recipients().isEmpty() ? null : selection.recipients();
        var state = selection.state().map(RecipientState::of);
        var all = new ArrayList<@Nullable Object>(List.of(first));
        for (var part : new @Nullable Object[] {messages, recipients}) {
            all.add(part);
            all.add(part);
        }
        for (Optional<?> part : List.of(selection.domain(), selection.sender(), state)) {
            all.add(part);
            all.add(part);
        }
        return all.toArray(new @Nullable Object[0]);
    }

    private static Selected selected(Row row) throws SQLException {
        var position = row.integer("position");
        try {
            var delivery = EventJson.MAPPER.readValue(row.text("delivery"), RemoteDelivery.class);
            var recipient = delivery.recipients().get(position);
            var subject = new Subject(delivery.messageId(), recipient.address(), recipient.accepted(), Purpose.INBOX);
            return new Selected(row.number("id"), position, subject);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a queued delivery that cannot be read", e);
        }
    }

    private record Selected(long message, int position, Subject subject) {}
}
