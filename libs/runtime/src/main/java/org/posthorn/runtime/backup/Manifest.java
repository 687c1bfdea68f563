package org.posthorn.runtime.backup;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.posthorn.runtime.kafka.LogIdentity;

/// What a backup holds: the entry `manifest.json` of its archive, written last.
///
/// @param format of the archive; another one is refused
/// @param mark every message that was acknowledged before is in the backup
/// @param logs which logs its records and positions are of
/// @param files names of further files, such as keys
/// @param sums SHA-256 of each entry, in hexadecimal
public record Manifest(
        int format,
        Instant mark,
        List<Schema> schemas,
        List<Records> records,
        Map<String, LogIdentity> logs,
        List<String> files,
        Map<String, String> sums) {
    static final int FORMAT = 1;
    static final String ENTRY = "manifest.json";

    /// The schema of a service.
    ///
    /// @param version of its last migration
    /// @param tables in an order in which they can be filled
    /// @param sequences where they stand; those that were never used are left out
    public record Schema(String name, String version, List<Table> tables, Map<String, Long> sequences) {}

    /// A table; its rows are an entry of the archive, as PostgreSQL's COPY writes them.
    ///
    /// @param columns those that are not computed
    public record Table(String name, List<String> columns, long rows) {}

    /// What of a topic was still to be read.
    public record Records(String topic, long count) {}

    static String tableEntry(Schema schema, Table table) {
        return tableEntry(schema.name(), table.name());
    }

    static String tableEntry(String schema, String table) {
        return "database/" + schema + "/" + table + ".copy";
    }

    static String recordsEntry(String topic) {
        return "log/" + topic + ".records";
    }

    static String fileEntry(String name) {
        return "files/" + name;
    }

    /// How many rows there are in all tables.
    public long rows() {
        return schemas.stream()
                .flatMap(schema -> schema.tables().stream())
                .mapToLong(Table::rows)
                .sum();
    }

    /// How many records were still to be read.
    public long unread() {
        return records.stream().mapToLong(Records::count).sum();
    }
}
