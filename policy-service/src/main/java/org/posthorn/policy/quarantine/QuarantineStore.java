package org.posthorn.policy.quarantine;

import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.AccountId;
import org.posthorn.events.EventJson;
import org.posthorn.events.MessageAccepted;
import org.posthorn.events.MessageId;
import org.posthorn.events.Route;
import org.posthorn.events.api.QuarantineApi.Action;
import org.posthorn.events.api.QuarantineApi.Held;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Sql;

/// Held messages in PostgreSQL.
final class QuarantineStore {
    private static final String ADD = """
            INSERT INTO held_message
                   (message, accepted, header_from, subject, reason, score, dangerous, size, content, held_at,
                    kept_until)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (message) DO NOTHING
            """;
    private static final String ADD_RECIPIENT = """
            INSERT INTO held_recipient (message, recipient, account, route, state, changed_at)
            VALUES (?, ?, ?, ?, 'PENDING', ?)
            ON CONFLICT (message, recipient) DO NOTHING
            """;
    private static final String CONFIRM = """
            UPDATE held_recipient SET state = 'HELD', changed_at = ?
             WHERE message = ? AND recipient = ? AND state = 'PENDING'
            """;
    private static final String LOG = """
            INSERT INTO held_action (at, message, recipient, action, actor) VALUES (?, ?, ?, ?, ?)
            """;
    private static final String SHOWN = """
            SELECT m.message, m.accepted, m.header_from, m.subject, m.reason, m.score, m.dangerous, m.size, m.held_at,
                   m.kept_until,
                   array_agg(r.recipient ORDER BY r.recipient) AS recipients
              FROM held_message m JOIN held_recipient r ON r.message = m.message AND r.state = 'HELD'
             WHERE (?::bigint IS NULL OR r.account = ?)
            """;
    private static final String PAGE = SHOWN + """
               AND m.message < ?
               AND (? = '' OR strpos(lower(concat_ws(' ', m.header_from, m.subject, r.recipient, m.reason)), ?) > 0)
             GROUP BY m.message ORDER BY m.message DESC LIMIT ?
            """;
    private static final String ONE = SHOWN + " AND m.message = ? GROUP BY m.message";
    private static final String ACTIONS =
            "SELECT at, recipient, action, actor FROM held_action WHERE message = ? ORDER BY id LIMIT 1000";
    private static final String CONTENT = "SELECT content FROM held_message WHERE message = ?";
    private static final String WHOLE = """
            SELECT accepted, header_from, subject, reason, score, dangerous, content, held_at, kept_until
              FROM held_message WHERE message = ?
            """;
    private static final String END = """
            UPDATE held_recipient SET state = ?, changed_at = ?
             WHERE message = ? AND state = 'HELD' AND (?::bigint IS NULL OR account = ?)
            RETURNING recipient, route
            """;
    private static final String DUE = """
            SELECT DISTINCT m.message FROM held_message m JOIN held_recipient r USING (message)
             WHERE m.kept_until < ? AND r.state = 'HELD' LIMIT ?
            """;

    /// What nobody can see any more: ended, or pending since long.
    private static final String FORGET = """
            DELETE FROM held_message m
             WHERE kept_until < ?
               AND NOT EXISTS (SELECT 1 FROM held_recipient r WHERE r.message = m.message AND r.state = 'HELD')
            """;

    /// A recipient whose time in quarantine is over.
    record Ended(String recipient, Route route) {}

    void add(Sql sql, HeldMessage held) {
        var id = held.accepted().messageId();
        sql.update(
                ADD,
                id,
                EventJson.text(held.accepted()),
                held.from(),
                held.subject(),
                held.reason(),
                held.score(),
                held.dangerous(),
                held.content().length,
                held.content(),
                held.heldAt(),
                held.keptUntil());
        var rows = new ArrayList<@Nullable Object[]>();
        for (var route : held.routes()) {
            var account = route instanceof Route.Local local ? Optional.of(local.account()) : Optional.empty();
            rows.add(new @Nullable Object[] {id, route.recipient(), account, EventJson.text(route), held.heldAt()});
        }
        sql.batch(ADD_RECIPIENT, rows);
    }

    /// Whether it was pending.
    boolean confirm(Sql sql, MessageId message, String recipient, Instant now) {
        return sql.update(CONFIRM, now, message, recipient) > 0;
    }

    /// What was done to held messages, by whom and when.
    record Step(String action, String by, Instant at) {}

    void log(Sql sql, MessageId message, Collection<String> recipients, Step step) {
        var rows = new ArrayList<@Nullable Object[]>();
        recipients.forEach(recipient ->
                rows.add(new @Nullable Object[] {step.at(), message, recipient, step.action(), step.by()}));
        sql.batch(LOG, rows);
    }

    List<Held> page(Sql sql, Optional<AccountId> account, String before, String query, int limit) {
        var wanted = query.toLowerCase(java.util.Locale.ROOT);
        return sql.query(
                PAGE, QuarantineStore::readHeld, number(account), number(account), before, wanted, wanted, limit);
    }

    Optional<Held> one(Sql sql, Optional<AccountId> account, MessageId message) {
        return sql.queryOne(ONE, QuarantineStore::readHeld, number(account), number(account), message);
    }

    List<Action> actions(Sql sql, MessageId message) {
        return sql.query(
                ACTIONS,
                row -> new Action(row.instant("at"), row.text("recipient"), row.text("action"), row.text("actor")),
                message);
    }

    byte[] content(Sql sql, MessageId message) {
        return sql.queryOne(CONTENT, row -> row.bytes("content"), message).orElse(new byte[0]);
    }

    Optional<HeldMessage> whole(Sql sql, MessageId message) {
        return sql.queryOne(
                WHOLE,
                row -> new HeldMessage(
                        EventJson.read(row.text("accepted"), MessageAccepted.class),
                        row.optionalText("header_from"),
                        row.optionalText("subject"),
                        row.text("reason"),
                        row.optionalText("score"),
                        row.flag("dangerous"),
                        row.instant("held_at"),
                        row.instant("kept_until"),
                        List.of(),
                        row.bytes("content")),
                message);
    }

    /// Ends what is held; who comes second gets nothing.
    List<Ended> end(Sql sql, MessageId message, Optional<AccountId> account, HeldState state, Instant now) {
        return sql.query(
                END,
                row -> new Ended(row.text("recipient"), EventJson.read(row.text("route"), Route.class)),
                state,
                now,
                message,
                number(account),
                number(account));
    }

    List<MessageId> due(Sql sql, Instant now, int limit) {
        return sql.query(DUE, row -> new MessageId(row.text("message")), now, limit);
    }

    int forget(Sql sql, Instant before) {
        return sql.update(FORGET, before);
    }

    private static Optional<Long> number(Optional<AccountId> account) {
        return account.map(AccountId::value);
    }

    private static Held readHeld(Row row) throws SQLException {
        var accepted = EventJson.read(row.text("accepted"), MessageAccepted.class);
        return new Held(
                accepted.messageId(),
                row.optionalText("header_from"),
                row.optionalText("subject"),
                accepted.envelope().reversePath(),
                row.texts("recipients"),
                row.text("reason"),
                row.optionalText("score"),
                row.flag("dangerous"),
                row.number("size"),
                row.instant("held_at"),
                row.instant("kept_until"));
    }
}
