package org.posthorn.runtime.backup;

import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.posthorn.events.EventJson;
import org.posthorn.events.Topics;
import org.posthorn.runtime.kafka.KafkaConnection;
import org.posthorn.runtime.kafka.LogIdentity;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.DatabaseUnavailable;

/// Makes a backup of a running installation.
///
/// | step | holds |
/// | --- | --- |
/// | the mark is taken | whatever was acknowledged before is in the log |
/// | positions and ends of the log are noted | what lies before a position is finished, in rows or by an outcome |
/// | the snapshot of the databases is taken | those rows are in it |
/// | rows, then unread records are written | together they hold every message that was acknowledged before the mark |
///
/// What happens after the mark may be in it or not; what is in it twice, stores know.
public final class Backup {
    private static final List<String> TOPICS = List.of(
            Topics.MAIL_ACCEPTED.name(),
            Topics.MAIL_WAITING.name(),
            Topics.DELIVERY_LOCAL.name(),
            Topics.DELIVERY_REMOTE.name(),
            Topics.DELIVERY_OUTCOME.name());

    private final KafkaConnection kafka;
    private final Database database;
    private final InstantSource clock;
    private final Progress progress;

    /// @param database of a role that may read the schemas of all services
    public Backup(KafkaConnection kafka, Database database, InstantSource clock, Progress progress) {
        this.kafka = kafka;
        this.database = database;
        this.clock = clock;
        this.progress = progress;
    }

    /// Writes a backup; returns when it is on the disk.
    ///
    /// @param files further files by their names in the backup, such as keys
    /// @throws BackupRefused when the file cannot be written
    public Manifest write(Path file, Map<String, Path> files) {
        var mark = clock.instant();
        var unread = UnreadRecords.now(kafka);
        var logs = logs();
        try (var snapshot = DatabaseSnapshot.take(database);
                var archive = new ArchiveWriter(file)) {
            var schemas = writeDatabases(snapshot, archive);
            if (schemas.isEmpty()) {
                throw new BackupRefused("The database holds no schema of Posthorn; there is nothing to back up.");
            }
            var records = writeLog(unread, snapshot, logs, archive);
            for (var each : new TreeMap<>(files).entrySet()) {
                archive.entry(Manifest.fileEntry(each.getKey()), out -> Files.copy(each.getValue(), out));
            }
            var manifest = new Manifest(
                    Manifest.FORMAT,
                    mark,
                    schemas,
                    records,
                    logs,
                    files.keySet().stream().sorted().toList(),
                    archive.sums());
            archive.entry(Manifest.ENTRY, out -> out.write(json(manifest)));
            archive.finish();
            return manifest;
        } catch (SQLException e) {
            throw new DatabaseUnavailable("The database broke off: " + e.getMessage(), e);
        } catch (IOException | UncheckedIOException e) {
            throw new BackupRefused("The backup " + file + " cannot be written: " + e.getMessage() + ".");
        }
    }

    private static byte[] json(Manifest manifest) throws IOException {
        return EventJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(manifest);
    }

    private Map<String, LogIdentity> logs() {
        Map<String, LogIdentity> logs = new HashMap<>();
        TOPICS.forEach(topic -> logs.put(topic, LogIdentity.of(kafka, topic)));
        return logs;
    }

    private List<Manifest.Schema> writeDatabases(DatabaseSnapshot snapshot, ArchiveWriter archive)
            throws SQLException, IOException {
        var schemas = snapshot.schemas();
        var tables = new HashMap<String, List<DatabaseSnapshot.Table>>();
        long all = 0;
        for (var schema : schemas) {
            tables.put(schema, snapshot.tables(schema));
            all += tables.get(schema).stream()
                    .mapToLong(DatabaseSnapshot.Table::octets)
                    .sum();
        }
        var written = new ArrayList<Manifest.Schema>();
        long done = 0;
        for (var schema : schemas) {
            var rows = new ArrayList<Manifest.Table>();
            for (var table : tables.getOrDefault(schema, List.of())) {
                var name = schema + "." + table.name();
                progress.at(name, done, all);
                rows.add(writeTable(snapshot, archive, schema, table, new Step(name, done, all)));
                done += table.octets();
            }
            written.add(new Manifest.Schema(schema, snapshot.version(schema), rows, snapshot.sequences(schema)));
        }
        progress.at("databases", all, all);
        return written;
    }

    private record Step(String what, long done, long all) {}

    private Manifest.Table writeTable(
            DatabaseSnapshot snapshot, ArchiveWriter archive, String schema, DatabaseSnapshot.Table table, Step step)
            throws IOException {
        var rows = new long[1];
        archive.entry(Manifest.tableEntry(schema, table.name()), out -> {
            try {
                rows[0] = snapshot.copy(schema, table, new Counted(out, step));
            } catch (SQLException e) {
                throw new DatabaseUnavailable("The database broke off: " + e.getMessage(), e);
            }
        });
        return new Manifest.Table(table.name(), table.columns(), rows[0]);
    }

    /// Tells how far a large table is.
    private final class Counted extends OutputStream {
        private static final long TELL_AFTER = 4 << 20;

        private final OutputStream out;
        private final Step step;
        private long written;
        private long told;

        Counted(OutputStream out, Step step) {
            this.out = out;
            this.step = step;
        }

        @Override
        public void write(int octet) throws IOException {
            out.write(octet);
        }

        @Override
        public void write(byte[] octets, int from, int length) throws IOException {
            out.write(octets, from, length);
            written += length;
            if (written - told > TELL_AFTER) {
                told = written;
                progress.at(step.what(), step.done() + written, step.all());
            }
        }
    }

    private List<Manifest.Records> writeLog(
            UnreadRecords unread, DatabaseSnapshot snapshot, Map<String, LogIdentity> logs, ArchiveWriter archive)
            throws SQLException, IOException {
        var local = logs.get(Topics.DELIVERY_LOCAL.name());
        if (local != null) {
            unread.filed(snapshot.filed(Topics.DELIVERY_LOCAL.name()), local);
        }
        var unsent = UnsentRecipients.of(unread, snapshot.queued());
        var written = new ArrayList<Manifest.Records>();
        for (var topic : TOPICS) {
            progress.at("records of " + topic, 0, 0);
            var count = new long[1];
            archive.entry(Manifest.recordsEntry(topic), out -> {
                var data = new DataOutputStream(out);
                count[0] = topic.equals(Topics.DELIVERY_REMOTE.name())
                        ? unread.write(topic, data, unsent::rest)
                        : unread.write(topic, data, record -> List.of(RecordFile.of(record)));
                data.flush();
            });
            written.add(new Manifest.Records(topic, count[0]));
        }
        return written;
    }
}
