package org.posthorn.delivery.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
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
import org.posthorn.runtime.sql.Transaction;

/// What operators do to the queue, a batch at a time in the order of the rows, so that any number of rows
/// costs the same memory and comes to an end. A recipient that a worker has in its hands is left alone:
/// what becomes of it is being decided.
public final class QueueChangeStore {
    private static final int AT_ONCE = 500;

    private static final String SELECTED = """
             WHERE m.id = r.queued_message AND r.state <> 'LEASED'
               AND (?::text[] IS NULL OR m.message_id = ANY (?::text[]))
               AND (?::text[] IS NULL OR r.recipient = ANY (?::text[]))
               AND (?::text IS NULL OR r.next_hop = ?)
               AND (?::text IS NULL OR m.sender = ?)
               AND (?::text IS NULL OR r.site = ?)
               AND (?::text IS NULL OR r.state = ?)
            """;
    private static final String COUNT = "SELECT count(*) AS n FROM queued_recipient r, queued_message m" + SELECTED;
    private static final String LOCK_BATCH = "SELECT m.id, m.delivery, r.position, r.state"
            + " FROM queued_recipient r, queued_message m" + SELECTED
            + " AND (r.queued_message, r.position) > (?, ?)"
            + " ORDER BY r.queued_message, r.position LIMIT ? FOR UPDATE OF r";
    private static final String FLUSH =
            "UPDATE queued_recipient SET due_at = ? WHERE queued_message = ? AND position = ?";
    private static final String HOLD =
            "UPDATE queued_recipient SET state = 'HELD', reason = ? WHERE queued_message = ? AND position = ?";
    private static final String RELEASE = """
            UPDATE queued_recipient SET state = 'DUE', due_at = ?, reason = ?
             WHERE queued_message = ? AND position = ?
            """;
    private static final String REQUEUE = """
            UPDATE queued_recipient
               SET state = 'DUE', due_at = ?, reason = ?, attempts = 0, delay_told = false
             WHERE queued_message = ? AND position = ?
            """;
    private static final String PROLONG = "UPDATE queued_message SET expires_at = ? WHERE id = ANY (?)";
    private static final String DELETE = "DELETE FROM queued_recipient WHERE queued_message = ? AND position = ?";
    private static final String DELETE_EMPTY = """
            DELETE FROM queued_message m
             WHERE id = ANY (?)
               AND NOT EXISTS (SELECT FROM queued_recipient r WHERE r.queued_message = m.id)
            """;

    private final Database database;
    private final Duration lifetime;

    /// @param lifetime of a message that is queued anew
    public QueueChangeStore(Database database, Duration lifetime) {
        this.database = database;
        this.lifetime = lifetime;
    }

    /// How many recipients a selection is.
    long count(Selection selection) {
        return database.queryOne(
                        COUNT, row -> row.number("n"), arguments(selection).toArray())
                .orElseThrow();
    }

    /// Where a pass over the selection is.
    record Pass(long message, int position, long changed, boolean over) {
        static final Pass BEGIN = new Pass(0, -1, 0, false);
    }

    /// Changes the next batch.
    ///
    /// @param told of whom it changed, before that is committed; when it throws, the batch stays as it was
    Pass next(QueueAction action, Selection selection, Pass before, Instant now, Consumer<List<Subject>> told) {
        return database.transaction(tx -> {
            var rows = lock(tx, selection, before);
            var fit = rows.stream().filter(row -> fits(action, row.state())).toList();
            if (!fit.isEmpty()) {
                change(tx, action, fit, selection.by(), now);
                told.accept(fit.stream().map(Selected::subject).toList());
            }
            var last = rows.isEmpty() ? null : rows.getLast();
            return new Pass(
                    last == null ? before.message() : last.message(),
                    last == null ? before.position() : last.position(),
                    before.changed() + fit.size(),
                    rows.size() < AT_ONCE);
        });
    }

    private static List<Selected> lock(Transaction tx, Selection selection, Pass before) {
        var arguments = arguments(selection);
        arguments.add(before.message());
        arguments.add(before.position());
        arguments.add(AT_ONCE);
        return tx.query(LOCK_BATCH, QueueChangeStore::selected, arguments.toArray());
    }

    private static boolean fits(QueueAction action, RecipientState state) {
        return switch (action) {
            case FLUSH, HOLD -> state != RecipientState.HELD;
            case RELEASE -> state == RecipientState.HELD;
            case REQUEUE, DELETE -> true;
        };
    }

    private void change(Transaction tx, QueueAction action, List<Selected> rows, String by, Instant now) {
        switch (action) {
            case FLUSH -> tx.batch(FLUSH, each(rows, now));
            case HOLD -> tx.batch(HOLD, each(rows, "Held by " + by));
            case RELEASE -> tx.batch(RELEASE, each(rows, now, "Released by " + by));
            case REQUEUE -> {
                tx.batch(REQUEUE, each(rows, now, "Queued anew by " + by));
                tx.update(PROLONG, now.plus(lifetime), messages(rows));
            }
            case DELETE -> {
                tx.batch(DELETE, each(rows));
                tx.update(DELETE_EMPTY, messages(rows));
            }
        }
    }

    private static List<Long> messages(List<Selected> rows) {
        return rows.stream().map(Selected::message).distinct().toList();
    }

    private static List<@Nullable Object[]> each(List<Selected> rows, Object... first) {
        List<@Nullable Object[]> all = new ArrayList<>();
        for (var row : rows) {
            var arguments = new ArrayList<@Nullable Object>(List.of(first));
            arguments.add(row.message());
            arguments.add(row.position());
            all.add(arguments.toArray());
        }
        return all;
    }

    private static List<@Nullable Object> arguments(Selection selection) {
        var all = new ArrayList<@Nullable Object>();
        var messages = selection.messages().isEmpty() ? null : selection.messages();
        var recipients = selection.recipients().isEmpty() ? null : selection.recipients();
        for (var part : new @Nullable Object[] {messages, recipients}) {
            all.add(part);
            all.add(part);
        }
        var state = selection.state().map(RecipientState::of);
        var domain = selection.domain().map(QueueViewStore::lower);
        var site = selection.site().map(QueueViewStore::lower);
        for (Optional<?> part : List.of(domain, selection.sender(), site, state)) {
            all.add(part);
            all.add(part);
        }
        return all;
    }

    private static Selected selected(Row row) throws SQLException {
        var position = row.integer("position");
        try {
            var delivery = EventJson.MAPPER.readValue(row.text("delivery"), RemoteDelivery.class);
            var recipient = delivery.recipients().get(position);
            var subject = new Subject(delivery.messageId(), recipient.address(), recipient.accepted(), Purpose.INBOX);
            return new Selected(row.number("id"), position, row.constant("state", RecipientState.class), subject);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a queued delivery that cannot be read", e);
        }
    }

    private record Selected(long message, int position, RecipientState state, Subject subject) {}
}
