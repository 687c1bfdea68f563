package org.posthorn.delivery.queue;

import com.fasterxml.jackson.core.JsonProcessingException;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.delivery.queue.Consignment.Member;
import org.posthorn.delivery.queue.NewMessage.NewRecipient;
import org.posthorn.events.Content;
import org.posthorn.events.EventJson;
import org.posthorn.events.Outcome.Attempt;
import org.posthorn.events.RemoteDelivery;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.Transaction;

/// The rows of the queue, as workers use them: put in, lease what is due, keep the lease, settle.
public final class QueueStore {
    private static final String TAKE = """
            UPDATE queued_recipient r SET state = 'LEASED', lease = ?, due_at = ?
              FROM due
             WHERE r.queued_message = due.queued_message AND r.position = due.position
            RETURNING r.queued_message, r.position, due.state AS before, r.attempts, r.delay_told,
                      r.host, r.ip, r.reply, r.status, r.ours
            """;
    private static final String INSERT_MESSAGE = """
            INSERT INTO queued_message
                   (source, message_id, next_hop, sender, subject, accepted_at, expires_at, size, delivery,
                    content, claim)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (source) DO NOTHING
            RETURNING id
            """;
    private static final String INSERT_RECIPIENT = """
            INSERT INTO queued_recipient
                   (queued_message, position, recipient, next_hop, site, account, state, attempts, due_at, lease,
                    reason, kind, host, ip, reply, status, ours, delay_told)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """;
    /// The oldest of all that is due, but for seats without room. Only the first thousand are looked at, so
    /// that a seat with a long line does not make each look a scan; [#LANES] finds what stands behind it.
    private static final String LEASE_OLDEST = """
            WITH oldest AS MATERIALIZED (
                 SELECT queued_message, position FROM queued_recipient
                  WHERE due_at <= ? AND state <> 'HELD' ORDER BY due_at LIMIT 1000),
            due AS (
                 SELECT r.queued_message, r.position, r.state
                   FROM oldest JOIN queued_recipient r USING (queued_message, position)
                  WHERE r.due_at <= ? AND r.state <> 'HELD' AND r.site || ' ' || r.account <> ALL (?)
                  ORDER BY r.due_at LIMIT ? FOR UPDATE OF r SKIP LOCKED)
            """ + TAKE;
    /// The next seats behind a place: steps from one to the next in the index, whatever stands in line
    /// there.
    private static final String LANES = """
            WITH RECURSIVE lane AS (
                 (SELECT site, account, 1 AS nth FROM queued_recipient
                   WHERE state <> 'HELD' AND (site, account) > (?, ?) ORDER BY site, account LIMIT 1)
                 UNION ALL
                 SELECT further.site, further.account, lane.nth + 1
                   FROM lane, LATERAL (
                        SELECT site, account FROM queued_recipient
                         WHERE state <> 'HELD' AND (site, account) > (lane.site, lane.account)
                         ORDER BY site, account LIMIT 1) further
                  WHERE lane.nth < ?)
            SELECT site, account FROM lane
            """;
    private static final String LEASE_SEATS = """
            WITH due AS (
                 SELECT r.queued_message, r.position, r.state
                   FROM unnest(?::text[], ?::text[], ?::int[]) AS seat (site, account, room), LATERAL (
                        SELECT queued_message, position, state FROM queued_recipient
                         WHERE site = seat.site AND account = seat.account AND due_at <= ? AND state <> 'HELD'
                         ORDER BY due_at LIMIT seat.room FOR UPDATE SKIP LOCKED) r)
            """ + TAKE;
    private static final String READ_MESSAGES =
            "SELECT id, delivery, size, content, claim, expires_at FROM queued_message WHERE id = ANY (?)";
    private static final String RENEW = """
            UPDATE queued_recipient SET due_at = ?
             WHERE queued_message = ANY (?) AND lease = ? AND state = 'LEASED'
            """;
    private static final String LOCK_MESSAGES =
            "SELECT id FROM queued_message WHERE id = ANY (?) ORDER BY id FOR UPDATE";
    private static final String DELETE_RECIPIENTS =
            "DELETE FROM queued_recipient WHERE queued_message = ? AND position = ANY (?)";
    private static final String DELETE_EMPTY = """
            DELETE FROM queued_message m
             WHERE id = ANY (?)
               AND NOT EXISTS (SELECT FROM queued_recipient r WHERE r.queued_message = m.id)
            """;
    private static final String PUT_OFF = """
            UPDATE queued_recipient
               SET state = ?, attempts = ?, due_at = ?, site = ?, lease = NULL, reason = ?, kind = ?,
                   host = ?, ip = ?, reply = ?, status = ?, ours = ?, delay_told = ?
             WHERE queued_message = ? AND position = ? AND lease = ?
            """;
    private static final String GIVE_BACK = """
            UPDATE queued_recipient SET state = 'DUE', due_at = ?, lease = NULL
             WHERE lease = ? AND state = 'LEASED' AND queued_message = ANY (?)
            """;

    private final Database database;
    private final String lease;

    /// @param lease names this worker, one that no other has had
    public QueueStore(Database database, String lease) {
        this.database = database;
        this.lease = lease;
    }

    /// Puts messages in, all or none. A source that is there already changes nothing.
    ///
    /// @return the new rows by source
    public Map<String, Long> insert(Collection<NewMessage> messages) {
        return database.transaction(tx -> {
            Map<String, Long> ids = new HashMap<>();
            List<@Nullable Object[]> recipients = new ArrayList<>();
            for (var message : messages) {
                insertMessage(tx, message).ifPresent(id -> {
                    ids.put(message.source(), id);
                    message.recipients().forEach(recipient -> recipients.add(row(id, message, recipient)));
                });
            }
            tx.batch(INSERT_RECIPIENT, recipients);
            return ids;
        });
    }

    /// Where a line stands: whose mail, for which site.
    public record Seat(String site, String account) {
        /// Before all seats.
        public static final Seat FIRST = new Seat("", "");

        String key() {
            return site + " " + account;
        }
    }

    /// Leases recipients whose time has come, the longest due first.
    ///
    /// @param except seats that have no room now
    public List<Consignment> leaseOldest(Instant now, Duration length, int most, Collection<Seat> except) {
        var keys = except.stream().map(Seat::key).toList();
        return database.transaction(tx -> messages(
                tx, tx.query(LEASE_OLDEST, QueueStore::leased, now, now, keys, most, lease, now.plus(length))));
    }

    /// The next seats with rows behind a place, in their order.
    public List<Seat> seatsAfter(Seat place, int most) {
        return database.query(
                LANES, row -> new Seat(row.text("site"), row.text("account")), place.site(), place.account(), most);
    }

    /// Leases recipients whose time has come, so many at most for each of the seats.
    public List<Consignment> leaseSeats(Instant now, Duration length, Map<Seat, Integer> rooms) {
        if (rooms.isEmpty()) {
            return List.of();
        }
        var seats = List.copyOf(rooms.entrySet());
        var sites = seats.stream().map(seat -> seat.getKey().site()).toList();
        var accounts = seats.stream().map(seat -> seat.getKey().account()).toList();
        var room = seats.stream().map(Map.Entry::getValue).toList();
        return database.transaction(tx -> messages(
                tx, tx.query(LEASE_SEATS, QueueStore::leased, sites, accounts, room, now, lease, now.plus(length))));
    }

    private static List<Consignment> messages(Transaction tx, List<Leased> rows) {
        if (rows.isEmpty()) {
            return List.of();
        }
        Map<Long, List<Leased>> leased = new HashMap<>();
        rows.forEach(row ->
                leased.computeIfAbsent(row.message(), _ -> new ArrayList<>()).add(row));
        return tx.query(
                READ_MESSAGES,
                row -> message(row, leased.getOrDefault(row.number("id"), List.of())),
                List.copyOf(leased.keySet()));
    }

    /// Keeps the leases of this worker on these messages.
    public void renew(Collection<Long> messages, Instant until) {
        if (!messages.isEmpty()) {
            database.update(RENEW, until, List.copyOf(messages), lease);
        }
    }

    /// Gives leases back, for another worker to take at once.
    public void giveBack(Collection<Long> messages, Instant now) {
        if (!messages.isEmpty()) {
            database.update(GIVE_BACK, now, lease, List.copyOf(messages));
        }
    }

    /// Takes settled recipients of a message out and stores when the others are due.
    ///
    /// @param site whose lane they wait for now
    public void settle(long message, String site, List<Integer> settled, List<NewRecipient> later) {
        database.run(tx -> {
            for (var recipient : later) {
                putOff(tx, message, site, recipient);
            }
            if (!settled.isEmpty()) {
                delete(tx, message, settled);
            }
        });
    }

    private static void delete(Transaction tx, long message, List<Integer> positions) {
        // The lock lets two workers that settle the last two recipients see each other.
        tx.query(LOCK_MESSAGES, row -> row.number("id"), List.of(message));
        tx.update(DELETE_RECIPIENTS, message, positions);
        tx.update(DELETE_EMPTY, List.of(message));
    }

    private void putOff(Transaction tx, long message, String site, NewRecipient later) {
        var facts = later.facts();
        tx.update(
                PUT_OFF,
                later.state(),
                later.attempts(),
                later.due(),
                site,
                later.reason(),
                kind(facts),
                facts.flatMap(Attempt::host),
                facts.flatMap(Attempt::ip),
                facts.map(Attempt::reply),
                facts.map(Attempt::status),
                facts.flatMap(Attempt::ours).orElse(false),
                later.delayTold(),
                message,
                later.position(),
                lease);
    }

    private static Optional<Long> insertMessage(Transaction tx, NewMessage message) {
        var delivery = message.delivery();
        byte @Nullable [] octets = message.content() instanceof Content.Inline(var inline) ? inline : null;
        @Nullable String claim = message.content() instanceof Content.Claimed(var reference, long _) ? reference : null;
        return tx.queryOne(
                INSERT_MESSAGE,
                row -> row.number("id"),
                message.source(),
                delivery.messageId(),
                delivery.nextHopDomain(),
                delivery.envelope().reversePath(),
                delivery.subject(),
                delivery.acceptedAt(),
                message.expiresAt(),
                message.content().size(),
                json(delivery),
                octets,
                claim);
    }

    private @Nullable Object[] row(long id, NewMessage message, NewRecipient recipient) {
        var facts = recipient.facts();
        return new @Nullable Object[] {
            id,
            recipient.position(),
            message.delivery().recipients().get(recipient.position()).address(),
            message.delivery().nextHopDomain(),
            message.site(),
            Consignment.account(message.delivery()),
            recipient.state(),
            recipient.attempts(),
            recipient.due(),
            recipient.state() == RecipientState.LEASED ? lease : null,
            recipient.reason(),
            kind(facts),
            facts.flatMap(Attempt::host),
            facts.flatMap(Attempt::ip),
            facts.map(Attempt::reply),
            facts.map(Attempt::status),
            facts.flatMap(Attempt::ours).orElse(false),
            recipient.delayTold()
        };
    }

    private static Optional<String> kind(Optional<Attempt> facts) {
        return facts.map(each -> BounceClass.of(each).word());
    }

    private static Consignment message(Row row, List<Leased> leased) throws SQLException {
        var delivery = delivery(row.text("delivery"));
        byte @Nullable [] octets = row.bytesOrNull("content");
        var content = octets == null
                ? new Content.Claimed(row.text("claim"), row.number("size"))
                : new Content.Inline(octets);
        var members = leased.stream().map(each -> each.member(delivery)).toList();
        return new Consignment(row.number("id"), delivery, content, row.instant("expires_at"), members);
    }

    private static Leased leased(Row row) throws SQLException {
        var reply = row.optionalText("reply");
        Optional<Attempt> last = reply.isEmpty()
                ? Optional.empty()
                : Optional.of(new Attempt(
                        row.optionalText("host"),
                        row.optionalText("ip"),
                        reply.get(),
                        row.optionalText("status").orElse("4.0.0"),
                        row.flag("ours") ? Optional.of(true) : Optional.empty()));
        return new Leased(
                row.number("queued_message"),
                row.integer("position"),
                row.constant("before", RecipientState.class),
                row.integer("attempts"),
                row.flag("delay_told"),
                last);
    }

    private static String json(RemoteDelivery delivery) {
        try {
            return EventJson.MAPPER.writeValueAsString(delivery);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("an event that cannot be written as JSON", e);
        }
    }

    private static RemoteDelivery delivery(String json) {
        try {
            return EventJson.MAPPER.readValue(json, RemoteDelivery.class);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a queued delivery that cannot be read", e);
        }
    }

    private record Leased(
            long message,
            int position,
            RecipientState before,
            int attempts,
            boolean delayTold,
            Optional<Attempt> last) {
        Member member(RemoteDelivery delivery) {
            return new Member(position, delivery.recipients().get(position), before, attempts, delayTold, last);
        }
    }
}
