package org.posthorn.runtime.backup;

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.LogIdentity;
import org.posthorn.runtime.kafka.Publisher;
import org.posthorn.runtime.ledger.RouteKey;
import org.posthorn.runtime.outbox.OutboxRecord;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseSettings;
import org.posthorn.runtime.sql.DatabaseUnavailable;

/// Makes an installation of a backup, while none of its services runs.
///
/// The databases are one transaction. Into another log the unread records are appended, and services begin to read it
/// from its beginning. Where the log is still the one of the backup, because only the database was lost, nothing is
/// appended: services read on from the positions of the backup, and what the log says was sent since leaves the queue.
public final class Restore {
    private static final int SENDS_AT_ONCE = 500;
    private static final String OTHERS = """
            SELECT DISTINCT application_name FROM pg_stat_activity
             WHERE datname = current_database() AND pid <> pg_backend_pid()
               AND application_name LIKE 'posthorn-%' AND application_name <> 'posthorn-restore' ORDER BY 1
            """;
    private static final String SENT_SINCE = """
            DELETE FROM delivery.queued_recipient r USING delivery.queued_message m
             WHERE m.id = r.queued_message AND (m.message_id, r.recipient) IN (SELECT * FROM unnest(?::text[], ?::text[]))
            """;
    private static final String EMPTY_MESSAGES = """
            DELETE FROM delivery.queued_message m
             WHERE NOT EXISTS (SELECT 1 FROM delivery.queued_recipient r WHERE r.queued_message = m.id)
            """;
    private static final String HOLD = """
            UPDATE delivery.queued_recipient SET state = 'HELD', lease = NULL, reason = 'Held by the restore.'
             WHERE state <> 'IN_DOUBT'
            """;

    private final Archive archive;
    private final KafkaConnection kafka;
    private final DatabaseSettings settings;
    private final Progress progress;

    /// How it is done.
    ///
    /// @param replace schemas that exist are dropped; else they stop the restore
    /// @param hold the queue waits until an operator releases it
    public record Options(boolean replace, boolean hold) {}

    /// What was done.
    ///
    /// @param sameLog the log is still the one of the backup
    /// @param sentSince recipients that left the queue, since the log says that they have ended
    public record Result(long rows, long records, boolean sameLog, int sentSince) {}

    public Restore(Archive archive, KafkaConnection kafka, DatabaseSettings settings, Progress progress) {
        this.archive = archive;
        this.kafka = kafka;
        this.settings = settings;
        this.progress = progress;
    }

    /// Restores; the topics are there already.
    ///
    /// @throws BackupRefused when services run, or the database is not empty
    public Result run(Options options) {
        try (var database = Database.attach(settings.withPoolSize(1), "restore")) {
            requireNobody(database);
            prepareSchemas(database, options);
            var sameLog = sameLog();
            var sent = new int[1];
            var rows = load(database, connection -> {
                if (sameLog) {
                    sent[0] = takeOutSent(connection);
                }
                if (options.hold()) {
                    execute(connection, HOLD);
                }
            });
            var records = sameLog ? 0 : append();
            return new Result(rows, records, sameLog, sent[0]);
        }
    }

    private static void requireNobody(Database database) {
        var others = database.query(OTHERS, row -> row.text("application_name"));
        if (!others.isEmpty()) {
            throw new BackupRefused(
                    "Services are connected to the database (" + String.join(", ", others) + "); stop them first.");
        }
    }

    private void prepareSchemas(Database database, Options options) {
        for (var schema : archive.manifest().schemas()) {
            if (exists(database, schema.name())) {
                if (!options.replace()) {
                    throw new BackupRefused("The database is not empty: it has the schema " + schema.name()
                            + "; restore into an empty one, or say --replace to drop what is there.");
                }
                database.update("DROP SCHEMA " + DatabaseSnapshot.quoted(schema.name()) + " CASCADE");
            }
        }
        for (var schema : archive.manifest().schemas()) {
            progress.at("schema " + schema.name(), 0, 0);
            var version = Database.prepare(settings, schema.name(), schema.version());
            if (!version.equals(schema.version())) {
                throw new BackupRefused("The schema " + schema.name() + " cannot be made as of version "
                        + schema.version() + "; use ./posthorn mailctl of the release that made the backup, or a later"
                        + " one.");
            }
        }
    }

    private static boolean exists(Database database, String schema) {
        return !database.query("SELECT 1 AS one FROM pg_namespace WHERE nspname = ?", row -> row.integer("one"), schema)
                .isEmpty();
    }

    @FunctionalInterface
    private interface Afterwards {
        void in(Connection connection) throws SQLException;
    }

    private long load(Database database, Afterwards afterwards) {
        try (var connection = database.dataSource().getConnection()) {
            connection.setAutoCommit(false);
            var rows = fill(connection);
            afterwards.in(connection);
            connection.commit();
            return rows;
        } catch (SQLException e) {
            throw new DatabaseUnavailable("The database did not take the backup: " + e.getMessage(), e);
        } catch (IOException e) {
            throw new BackupRefused("The backup cannot be read: " + e.getMessage() + ".");
        }
    }

    private long fill(Connection connection) throws SQLException, IOException {
        var schemas = archive.manifest().schemas();
        long all = 0;
        for (var schema : schemas) {
            for (var table : schema.tables()) {
                all += archive.size(Manifest.tableEntry(schema, table));
            }
            takeOutSeeds(connection, schema);
        }
        long done = 0;
        for (var schema : schemas) {
            for (var table : schema.tables()) {
                progress.at(schema.name() + "." + table.name(), done, all);
                fill(connection, schema, table);
                done += archive.size(Manifest.tableEntry(schema, table));
            }
            for (var sequence : schema.sequences().entrySet()) {
                var name = DatabaseSnapshot.quoted(schema.name()) + "." + DatabaseSnapshot.quoted(sequence.getKey());
                execute(connection, "SELECT setval('" + name + "', " + sequence.getValue() + ")");
            }
        }
        progress.at("databases", all, all);
        return archive.manifest().rows();
    }

    /// Rows that migrations put there are in the backup too, as they are today.
    private static void takeOutSeeds(Connection connection, Manifest.Schema schema) throws SQLException {
        for (var table : schema.tables().reversed()) {
            var name = name(schema, table);
            try (var statement = connection.createStatement();
                    var found = statement.executeQuery("SELECT EXISTS (SELECT 1 FROM " + name + ")")) {
                if (found.next() && found.getBoolean(1)) {
                    execute(connection, "DELETE FROM " + name);
                }
            }
        }
    }

    private static String name(Manifest.Schema schema, Manifest.Table table) {
        return DatabaseSnapshot.quoted(schema.name()) + "." + DatabaseSnapshot.quoted(table.name());
    }

    private void fill(Connection connection, Manifest.Schema schema, Manifest.Table table)
            throws SQLException, IOException {
        var columns = table.columns().stream().map(DatabaseSnapshot::quoted).collect(Collectors.joining(", "));
        try (var in = archive.open(Manifest.tableEntry(schema, table))) {
            long rows = connection
                    .unwrap(PGConnection.class)
                    .getCopyAPI()
                    .copyIn("COPY " + name(schema, table) + " (" + columns + ") FROM STDIN", in, 1 << 16);
            if (rows != table.rows()) {
                throw new IOException(name(schema, table) + " got " + rows + " rows, not " + table.rows());
            }
        }
    }

    private boolean sameLog() {
        return archive.manifest().logs().entrySet().stream()
                .allMatch(log -> LogIdentity.of(kafka, log.getKey()).equals(log.getValue()));
    }

    /// What went out since the backup must not go out again.
    private int takeOutSent(Connection connection) throws SQLException {
        Set<RouteKey> ended = new HashSet<>();
        UnreadRecords.outcomesSince(kafka, archive.manifest().mark(), outcome -> {
            if (outcome.terminal()) {
                ended.add(UnsentRecipients.key(outcome.subject()));
            }
        });
        var keys = List.copyOf(ended);
        try (var statement = connection.prepareStatement(SENT_SINCE)) {
            statement.setArray(
                    1,
                    array(
                            connection,
                            keys.stream().map(key -> key.messageId().value()).toList()));
            statement.setArray(
                    2, array(connection, keys.stream().map(RouteKey::recipient).toList()));
            var gone = statement.executeUpdate();
            execute(connection, EMPTY_MESSAGES);
            return gone;
        }
    }

    private static java.sql.Array array(Connection connection, List<String> texts) throws SQLException {
        return connection.createArrayOf("text", texts.toArray());
    }

    private static void execute(Connection connection, String sql) throws SQLException {
        try (var statement = connection.createStatement()) {
            statement.execute(sql);
        }
    }

    private long append() {
        var sends = new ArrayList<CompletableFuture<Void>>();
        try (var publisher = new Publisher(kafka)) {
            for (var records : archive.manifest().records()) {
                progress.at("records of " + records.topic(), 0, 0);
                try (var in = archive.open(Manifest.recordsEntry(records.topic()))) {
                    RecordFile.read(in, records.count(), record -> send(publisher, record, sends));
                }
            }
            Publisher.await(sends);
        } catch (IOException e) {
            throw new BackupRefused("The backup cannot be read: " + e.getMessage() + ".");
        }
        return archive.manifest().unread();
    }

    private static void send(Publisher publisher, OutboxRecord record, List<CompletableFuture<Void>> sends) {
        sends.add(publisher.send(record.topic(), record.key(), record.headers(), record.value()));
        if (sends.size() == SENDS_AT_ONCE) {
            Publisher.await(sends);
            sends.clear();
        }
    }
}
