package org.posthorn.gateway.trace;

import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.MessageId;
import org.posthorn.runtime.kafka.Position;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Row;

/// The trace in PostgreSQL.
public final class TraceStore {
    private static final String ADD_MESSAGE = """
        INSERT INTO trace_message AS old
               (id, sender, header_from, subject, header_id, client_ip, size, recipients, terms)
        VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
        ON CONFLICT (id) DO UPDATE SET
               sender      = coalesce(old.sender, excluded.sender),
               header_from = coalesce(old.header_from, excluded.header_from),
               subject     = coalesce(old.subject, excluded.subject),
               header_id   = coalesce(old.header_id, excluded.header_id),
               client_ip   = coalesce(old.client_ip, excluded.client_ip),
               size        = coalesce(old.size, excluded.size),
               recipients  = ARRAY(SELECT unnest(old.recipients) UNION SELECT unnest(excluded.recipients)),
               terms       = ARRAY(SELECT unnest(old.terms) UNION SELECT unnest(excluded.terms))
        """;
    private static final String ADD_STEP = """
        INSERT INTO trace_step (message, event, at, kind, recipient, json) VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (message, event) DO NOTHING
        """;
    private static final String POSITIONS =
            "SELECT partition, cluster_id, topic_id, next_offset, leader_epoch FROM trace_position WHERE topic = ?";
    private static final String MOVE = """
        INSERT INTO trace_position (topic, partition, cluster_id, topic_id, next_offset, leader_epoch)
        VALUES (?, ?, ?, ?, ?, ?)
        ON CONFLICT (topic, partition) DO UPDATE SET cluster_id = excluded.cluster_id, topic_id = excluded.topic_id,
               next_offset = excluded.next_offset, leader_epoch = excluded.leader_epoch
        """;
    private static final String HOLD = """
        UPDATE trace_reader SET holder = ?, until = now() + make_interval(secs => ?)
         WHERE holder = ? OR until < now() RETURNING generation
        """;
    private static final String STILL_HELD = """
        UPDATE trace_reader SET until = now() + make_interval(secs => ?)
         WHERE holder = ? AND generation = ?
        """;
    private static final String LET_GO = "UPDATE trace_reader SET until = 'epoch' WHERE holder = ?";
    private static final String FORGET = "TRUNCATE trace_message, trace_step, trace_position";
    private static final String NEXT_GENERATION = "UPDATE trace_reader SET generation = generation + 1";
    private static final String MESSAGE = """
        SELECT id, sender, header_from, subject, header_id, client_ip, size, recipients, terms
          FROM trace_message
        """;
    private static final String ALL = MESSAGE + " WHERE id < ? AND id >= ?";
    private static final String NEWEST =
            "WITH newest AS MATERIALIZED (" + ALL + " ORDER BY id DESC LIMIT ?) SELECT * FROM newest WHERE true";
    /// The slices of time below the newest that have messages, from one to the next in the key.
    private static final String SLICES = """
        WITH RECURSIVE slice AS (
             (SELECT left(id, 5) AS name, id AS newest FROM trace_message
               WHERE id < ? AND id >= ? ORDER BY id DESC OFFSET ? LIMIT 1)
             UNION ALL
             SELECT left(older.id, 5), older.id
               FROM slice, LATERAL (
                    SELECT id FROM trace_message WHERE id < slice.name AND id >= ? ORDER BY id DESC LIMIT 1) older)
        SELECT name, newest FROM slice
        """;
    /// The key as an expression, which no other index knows: the terms and the slices are the only way left.
    private static final String BY_TERMS =
            MESSAGE + " WHERE ARRAY[left(id, 5)] && ? AND (id || '') <= ? AND (id || '') >= ?";
    private static final String ORDERED = " ORDER BY id DESC LIMIT ?";
    private static final String ORDERED_APART = " ORDER BY (id || '') DESC LIMIT ?";
    private static final String STEPS = """
        SELECT message, event, at, kind, recipient, json FROM trace_step WHERE message = ANY (?)
        """;
    private static final String OLD = """
        WITH old AS (DELETE FROM trace_message WHERE id IN (SELECT id FROM trace_message WHERE id < ? ORDER BY id LIMIT ?)
                     RETURNING id)
        DELETE FROM trace_step WHERE message IN (SELECT id FROM old)
        """;
    private static final int SWEPT = 5_000;
    private static final int LEASE_SECONDS = 15;
    private static final int LEAST_WINDOW = 2_000;
    private static final int WINDOW_FOR_EACH = 40;
    private static final int MOST_SLICES = 8;
    /// Words that the index is asked for, the longest, which are rarer: the others cost more there than in the rows.
    private static final int MOST_LOOKED_UP = 4;

    private final Database database;

    public TraceStore(Database database) {
        this.database = database;
    }

    /// The right to write, for one replica at a time.
    ///
    /// @return the generation of the projection; nothing while another replica has it
    Optional<Long> hold(String holder) {
        return database.queryOne(HOLD, row -> row.number("generation"), holder, LEASE_SECONDS, holder);
    }

    void letGo(String holder) {
        database.update(LET_GO, holder);
    }

    List<Position> positions(String topic) {
        return database.query(
                POSITIONS,
                row -> new Position(
                        row.text("cluster_id"),
                        row.text("topic_id"),
                        row.integer("partition"),
                        row.number("next_offset"),
                        row.optionalNumber("leader_epoch").map(Long::intValue)),
                topic);
    }

    /// What one gathering brought.
    record Gathered(Collection<TraceEntry> entries, List<TraceStep> steps, List<Moved> positions) {}

    /// How far a partition was read.
    record Moved(String topic, Position position) {}

    /// Writes it with its positions, or nothing.
    ///
    /// @return false when another replica reads now, or the projection was begun anew
    boolean write(String holder, long generation, Gathered gathered) {
        return database.transaction(tx -> {
            if (tx.update(STILL_HELD, LEASE_SECONDS, holder, generation) == 0) {
                return false;
            }
            tx.batch(
                    ADD_MESSAGE,
                    gathered.entries().stream().map(TraceStore::row).toList());
            tx.batch(ADD_STEP, gathered.steps().stream().map(TraceStore::row).toList());
            tx.batch(MOVE, gathered.positions().stream().map(TraceStore::row).toList());
            return true;
        });
    }

    private static @Nullable Object[] row(TraceEntry entry) {
        return new @Nullable Object[] {
            entry.id().value(),
            text(entry.sender()),
            text(entry.headerFrom()),
            text(entry.subject()),
            text(entry.headerId()),
            text(entry.clientIp()),
            entry.size(),
            entry.recipients().stream().map(TraceStore::storable).toArray(String[]::new),
            entry.terms().toArray(String[]::new)
        };
    }

    private static @Nullable Object[] row(TraceStep step) {
        return new @Nullable Object[] {
            step.message().value(),
            storable(step.event()),
            step.at(),
            step.kind(),
            text(step.recipient()),
            storable(step.json())
        };
    }

    private static @Nullable Object[] row(Moved moved) {
        var position = moved.position();
        return new @Nullable Object[] {
            moved.topic(),
            position.partition(),
            position.clusterId(),
            position.topicId(),
            position.next(),
            position.leaderEpoch()
        };
    }

    private static @Nullable String text(Optional<String> text) {
        return text.map(TraceStore::storable).orElse(null);
    }

    /// PostgreSQL's text has no NUL.
    private static String storable(String text) {
        return text.indexOf('\0') < 0 ? text : text.replace("\0", "");
    }

    /// Drops everything; the reader begins again at the start of the log.
    public void forget() {
        database.run(tx -> {
            tx.update(NEXT_GENERATION);
            tx.update(FORGET);
        });
    }

    /// Removes some of what is older, steps with their messages.
    ///
    /// @return whether there may be more
    boolean sweep(Instant before) {
        return database.update(OLD, TraceSearch.first(before), SWEPT) >= SWEPT;
    }

    /// A message as the list shows it.
    public record Found(TraceEntry entry, List<TraceStep> steps) {}

    /// Messages that match, the newest first: what is common is found among the newest by the key, what is
    /// rare by its terms. The planner cannot know which it is: it takes a word that stands nowhere for a common
    /// one when there are many alternatives, and then walks the whole table. The index of terms is asked for one
    /// part of the time after the other, so that what was common once costs no more than its part.
    List<Found> find(TraceSearch search, int limit) {
        var range = List.<Object>of(search.before(), search.since());
        if (search.all().isEmpty() && search.either().isEmpty()) {
            return withSteps(query(ALL, range, search, ORDERED, limit));
        }
        int window = Math.max(LEAST_WINDOW, WINDOW_FOR_EACH * limit);
        var found = new ArrayList<>(
                query(NEWEST, List.of(search.before(), search.since(), window), search, ORDERED, limit));
        if (found.size() < limit) {
            addOlder(found, search, window, limit);
        }
        return withSteps(found);
    }

    /// A part of the time that has messages.
    private record Slice(String name, String newest) {}

    private void addOlder(List<TraceEntry> found, TraceSearch search, int window, int limit) {
        var slices = database.query(
                SLICES,
                row -> new Slice(row.text("name"), row.text("newest")),
                search.before(),
                search.since(),
                window,
                search.since());
        int most = 1;
        for (int i = 0; i < slices.size() && found.size() < limit; i += most) {
            most = Math.min(2 * most, MOST_SLICES);
            var part = slices.subList(i, Math.min(i + most, slices.size())).stream()
                    .map(Slice::name)
                    .toList();
            var range = List.<Object>of(part, slices.getFirst().newest(), search.since());
            found.addAll(query(BY_TERMS, range, search, ORDERED_APART, limit - found.size()));
        }
    }

    private List<TraceEntry> query(String select, List<Object> range, TraceSearch search, String order, int limit) {
        var sql = new StringBuilder(select);
        var arguments = new ArrayList<>(range);
        if (!search.all().isEmpty()) {
            sql.append(" AND terms @> ?");
            arguments.add(search.all());
        }
        var longestFirst = search.either().stream()
                .sorted(Comparator.comparingInt(some -> -some.getFirst().length()))
                .toList();
        for (int i = 0; i < longestFirst.size(); i++) {
            sql.append(i < MOST_LOOKED_UP ? " AND terms && ?" : " AND (terms || '{}') && ?");
            arguments.add(longestFirst.get(i));
        }
        sql.append(order);
        arguments.add(limit);
        return database.query(sql.toString(), TraceStore::entry, arguments.toArray());
    }

    /// One message with its steps.
    Optional<Found> find(MessageId id) {
        var entry = database.queryOne(MESSAGE + " WHERE id = ?", TraceStore::entry, id.value());
        return withSteps(entry.stream().toList()).stream().findFirst();
    }

    private List<Found> withSteps(List<TraceEntry> entries) {
        var ids = entries.stream().map(entry -> entry.id().value()).toList();
        var steps = database.query(STEPS, TraceStore::step, ids).stream()
                .collect(java.util.stream.Collectors.groupingBy(TraceStep::message));
        return entries.stream()
                .map(entry -> new Found(
                        entry,
                        steps.getOrDefault(entry.id(), List.of()).stream()
                                .sorted()
                                .toList()))
                .toList();
    }

    private static TraceEntry entry(Row row) throws SQLException {
        return new TraceEntry(
                new MessageId(row.text("id")),
                row.optionalText("sender"),
                row.optionalText("header_from"),
                row.optionalText("subject"),
                row.optionalText("header_id"),
                row.optionalText("client_ip"),
                row.optionalNumber("size"),
                new java.util.LinkedHashSet<>(row.texts("recipients")),
                new java.util.LinkedHashSet<>(row.texts("terms")));
    }

    private static TraceStep step(Row row) throws SQLException {
        return new TraceStep(
                new MessageId(row.text("message")),
                row.text("event"),
                row.instant("at"),
                row.text("kind"),
                row.optionalText("recipient"),
                row.text("json"));
    }

    /// How long the right to write lasts.
    static Duration lease() {
        return Duration.ofSeconds(LEASE_SECONDS);
    }
}
