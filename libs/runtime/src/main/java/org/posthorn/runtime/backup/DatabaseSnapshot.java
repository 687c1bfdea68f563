package org.posthorn.runtime.backup;

import java.io.IOException;
import java.io.OutputStream;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.postgresql.PGConnection;
import org.posthorn.events.MessageId;
import org.posthorn.events.Purpose;
import org.posthorn.runtime.kafka.LogIdentity;
import org.posthorn.runtime.ledger.RouteKey;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseUnavailable;

/// The databases of all services as of one moment: one transaction that reads all of it, while others write.
final class DatabaseSnapshot implements AutoCloseable {
    /// Made again from the topics, or of use to the running processes only.
    private static final Set<String> LEFT_OUT =
            Set.of("gateway.trace_message", "gateway.trace_step", "gateway.trace_position", "gateway.trace_reader");

    private static final String HISTORY = "flyway_schema_history";
    private static final String SCHEMAS = """
            SELECT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
             WHERE c.relname = 'flyway_schema_history' AND c.relkind = 'r' ORDER BY 1
            """;
    private static final String COLUMNS = """
            SELECT c.relname, a.attname, pg_total_relation_size(c.oid) AS octets
              FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
              JOIN pg_attribute a ON a.attrelid = c.oid
             WHERE n.nspname = ? AND c.relkind IN ('r', 'p') AND NOT c.relispartition
               AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
             ORDER BY c.relname, a.attnum
            """;
    private static final String REFERENCES = """
            SELECT f.relname, t.relname
              FROM pg_constraint k JOIN pg_class f ON f.oid = k.conrelid JOIN pg_class t ON t.oid = k.confrelid
              JOIN pg_namespace n ON n.oid = f.relnamespace
             WHERE n.nspname = ? AND k.contype = 'f' AND f.oid <> t.oid
            """;
    private static final String SEQUENCES = """
            SELECT sequencename, last_value FROM pg_sequences WHERE schemaname = ? AND last_value IS NOT NULL
            """;
    private static final String FILED_UP_TO = """
            SELECT cluster_id, topic_id, partition, next_offset FROM mailbox.log_position WHERE topic = ?
            """;
    private static final String QUEUED = """
            SELECT m.message_id, r.recipient
              FROM delivery.queued_message m JOIN delivery.queued_recipient r ON r.queued_message = m.id
            """;

    private final Connection connection;

    private DatabaseSnapshot(Connection connection) {
        this.connection = connection;
    }

    /// A table with what is needed to copy it.
    record Table(String name, List<String> columns, long octets) {}

    /// How far a partition was filed.
    record Filed(LogIdentity log, int partition, long next) {}

    /// Takes the snapshot.
    ///
    /// @param database of a role that may read the schemas of all services
    static DatabaseSnapshot take(Database database) throws SQLException {
        var connection = database.dataSource().getConnection();
        var snapshot = new DatabaseSnapshot(connection);
        try {
            connection.setAutoCommit(false);
            connection.setReadOnly(true);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            // the first statement decides what the transaction sees
            snapshot.read("SELECT 1", _ -> 1);
            return snapshot;
        } catch (SQLException e) {
            snapshot.close();
            throw e;
        }
    }

    /// The schemas that services made.
    List<String> schemas() throws SQLException {
        return read(SCHEMAS, row -> row.getString(1));
    }

    /// The last migration of a schema.
    String version(String schema) throws SQLException {
        return read(versionOf(schema), row -> row.getString(1)).stream()
                .findFirst()
                .orElse("0");
    }

    /// The tables of a schema, each behind those that it refers to.
    List<Table> tables(String schema) throws SQLException {
        Map<String, Table> tables = new LinkedHashMap<>();
        read(
                COLUMNS,
                row -> tables.computeIfAbsent(row.getString(1), name -> table(name, row))
                        .columns()
                        .add(row.getString(2)),
                schema);
        tables.keySet().removeIf(name -> name.equals(HISTORY) || LEFT_OUT.contains(schema + "." + name));
        Map<String, Set<String>> references = new LinkedHashMap<>();
        read(REFERENCES, row -> List.of(row.getString(1), row.getString(2)), schema)
                .forEach(pair -> references
                        .computeIfAbsent(pair.getFirst(), _ -> new HashSet<>())
                        .add(pair.getLast()));
        return inOrder(tables, references);
    }

    private static Table table(String name, ResultSet row) {
        try {
            return new Table(name, new ArrayList<>(), row.getLong(3));
        } catch (SQLException e) {
            throw new DatabaseUnavailable("The database broke off: " + e.getMessage(), e);
        }
    }

    static List<Table> inOrder(Map<String, Table> tables, Map<String, Set<String>> references) {
        var left = new LinkedHashMap<>(tables);
        var ordered = new ArrayList<Table>(tables.size());
        while (!left.isEmpty()) {
            var next = left.keySet().stream()
                    .filter(name ->
                            references.getOrDefault(name, Set.of()).stream().noneMatch(left::containsKey))
                    .toList();
            if (next.isEmpty()) {
                throw new IllegalStateException("tables that refer to each other: " + left.keySet());
            }
            next.forEach(name -> ordered.add(tables.get(name)));
            next.forEach(left::remove);
        }
        return ordered;
    }

    Map<String, Long> sequences(String schema) throws SQLException {
        return read(SEQUENCES, row -> Map.entry(row.getString(1), row.getLong(2)), schema).stream()
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /// Writes the rows of a table.
    ///
    /// @return how many
    long copy(String schema, Table table, OutputStream out) throws SQLException, IOException {
        var columns = String.join(
                ", ", table.columns().stream().map(DatabaseSnapshot::quoted).toList());
        return connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyOut(
                        "COPY (SELECT " + columns + " FROM " + quoted(schema) + "." + quoted(table.name())
                                + ") TO STDOUT",
                        out);
    }

    static String quoted(String name) {
        return "\"" + name.replace("\"", "\"\"") + "\"";
    }

    /// How far mailbox-service had filed a topic.
    List<Filed> filed(String topic) throws SQLException {
        return read(
                FILED_UP_TO,
                row -> new Filed(new LogIdentity(row.getString(1), row.getString(2)), row.getInt(3), row.getLong(4)),
                topic);
    }

    /// What waits in the queue.
    Set<RouteKey> queued() throws SQLException {
        return new HashSet<>(
                read(QUEUED, row -> new RouteKey(new MessageId(row.getString(1)), row.getString(2), Purpose.INBOX)));
    }

    @FunctionalInterface
    private interface Mapper<T> {
        T map(ResultSet row) throws SQLException;
    }

    private <T> List<T> read(String sql, Mapper<T> mapper, String... arguments) throws SQLException {
        try (var statement = connection.prepareStatement(sql)) {
            bind(statement, arguments);
            try (var rows = statement.executeQuery()) {
                var read = new ArrayList<T>();
                while (rows.next()) {
                    read.add(mapper.map(rows));
                }
                return read;
            }
        }
    }

    private static void bind(PreparedStatement statement, String... arguments) throws SQLException {
        for (int i = 0; i < arguments.length; i++) {
            statement.setString(i + 1, arguments[i]);
        }
    }

    @Override
    public void close() throws SQLException {
        try (connection) {
            connection.rollback();
        }
    }

    private static String versionOf(String schema) {
        return """
                SELECT version FROM %s.flyway_schema_history
                 WHERE success AND version IS NOT NULL ORDER BY installed_rank DESC LIMIT 1
                """.formatted(schema);
    }
}
