package org.posthorn.mailbox.imap.store;

import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.posthorn.events.AccountId;
import org.posthorn.mailbox.message.ContentPieces;
import org.posthorn.runtime.sql.ListStatement;
import org.posthorn.runtime.sql.Row;
import org.posthorn.runtime.sql.RowMapper;
import org.posthorn.runtime.sql.Sql;

/// Messages as FETCH shows them. Flags, sizes, dates, envelopes and structures are columns; octets are read only when
/// octets are asked for.
public final class MessageStore {
    private static final String COLUMNS = """
            SELECT m.uid, m.message, m.flags, coalesce(m.keywords, '{}') AS keywords, m.mod_seq, m.received_at, m.saved_at,
                   m.size, m.content, m.thread
            """;
    private static final String FROM = " FROM message m";
    private static final String STRUCTURE = """
            , m.prepended, c.preview, %s AS structure
              FROM message m JOIN content c ON c.account = m.account AND c.content = m.content
            """;
    private static final String WITH_STRUCTURE = STRUCTURE.formatted("c.structure");
    /// Most have some hundred octets; a message that was made for it has many MiB.
    private static final String WITH_SMALL_STRUCTURE =
            STRUCTURE.formatted("CASE WHEN octet_length(c.structure) <= 4096 THEN c.structure END");
    private static final String OF_RANGE =
            " WHERE m.account = ? AND m.folder = ? AND m.uid BETWEEN ? AND ? ORDER BY m.uid";
    private static final String OF_UIDS = " WHERE m.account = ? AND m.folder = ? AND m.uid = ANY (?) ORDER BY m.uid";
    private static final String OF_UID = ListStatement.of(OF_UIDS).one();
    private static final ListStatement OCTETS = ListStatement.of("""
            SELECT m.uid, m.prepended, %s
              FROM message m JOIN content c ON c.account = m.account AND c.content = m.content
            """.formatted(ContentPieces.COLUMNS) + OF_UIDS);
    private static final String BEGINNINGS = """
            SELECT m.uid, m.prepended, substring(c.octets FROM 1 FOR ?) AS octets
              FROM message m JOIN content c ON c.account = m.account AND c.content = m.content
            """ + OF_UIDS;

    private static final String OF_CONTENT = " FROM content WHERE account = ? AND content = ?";
    private static final String LENGTH = "SELECT octet_length(octets) AS length" + OF_CONTENT;
    private static final String STRUCTURE_LENGTH = "SELECT octet_length(structure)::bigint AS length" + OF_CONTENT;
    private static final String HAS_NUL =
            "SELECT position('\\x00'::bytea IN substring(octets FROM ? FOR ?)) > 0 AS nul" + OF_CONTENT;
    private static final String PIECE = "SELECT substring(octets FROM ? FOR ?) AS octets" + OF_CONTENT;

    /// Some octets of a content, which is the same wherever its message is moved.
    ///
    /// @param from counted from 0
    public record Slice(AccountId account, long content, int from, int length) {
        /// A part of it.
        public Slice part(int offset, int octets) {
            return new Slice(account, content, from + offset, octets);
        }
    }

    /// A message without its octets.
    ///
    /// @param savedAt   when it came into its folder; absent when it was there before that was remembered
    /// @param structure as [org.posthorn.mailbox.message.StructureJson]; null when it was not asked for, or is
    ///                  large and was asked for with others
    /// @param prepended what delivery put above the octets; null when there is nothing, or it was not asked for
    public record MessageRow(
            FlagRow flags,
            long id,
            Instant receivedAt,
            Optional<Instant> savedAt,
            long size,
            long content,
            long thread,
            byte @Nullable [] structure,
            byte @Nullable [] prepended,
            String preview) {
        public long uid() {
            return flags.uid();
        }
    }

    /// The octets of a message, or their beginning.
    ///
    /// @param prepended what delivery put above them
    public record Octets(long uid, byte[] prepended, byte[] content) {}

    /// Messages of one folder, ascending.
    ///
    /// @param contiguous whether every message between the first and the last is meant
    public record Wanted(AccountId account, long folder, long[] uids, boolean contiguous) {}

    public List<MessageRow> rows(Sql sql, Wanted wanted, boolean withStructure) {
        var uids = wanted.uids();
        var structure = uids.length == 1 ? WITH_STRUCTURE : WITH_SMALL_STRUCTURE;
        var select = COLUMNS + (withStructure ? structure : FROM);
        RowMapper<MessageRow> mapper = row -> read(row, withStructure);
        if (uids.length == 1) {
            return sql.query(select + OF_UID, mapper, wanted.account(), wanted.folder(), uids[0]);
        }
        return wanted.contiguous()
                ? sql.query(
                        select + OF_RANGE, mapper, wanted.account(), wanted.folder(), uids[0], uids[uids.length - 1])
                : sql.query(select + OF_UIDS, mapper, wanted.account(), wanted.folder(), uids);
    }

    public List<Octets> octets(Sql sql, AccountId account, long folder, List<Long> uids) {
        return sql.query(OCTETS.sql(uids), Found::of, account, folder, ListStatement.argument(uids)).stream()
                .flatMap(found -> ContentPieces.octets(sql, account.value(), found.content()).stream()
                        .map(octets -> new Octets(found.uid(), found.prepended(), octets)))
                .toList();
    }

    /// A message as clients see it.
    public record Shown(long uid, byte[] octets) {}

    /// Messages with what delivery put above them.
    public List<Shown> shown(Sql sql, AccountId account, long folder, List<Long> uids) {
        return sql.query(OCTETS.sql(uids), Found::of, account, folder, ListStatement.argument(uids)).stream()
                .flatMap(found -> ContentPieces.below(found.prepended(), sql, account.value(), found.content()).stream()
                        .map(octets -> new Shown(found.uid(), octets)))
                .toList();
    }

    /// The first octets of each content.
    public List<Octets> beginnings(Sql sql, Wanted wanted, int length) {
        return sql.query(BEGINNINGS, MessageStore::octets, length, wanted.account(), wanted.folder(), wanted.uids());
    }

    /// A whole content; empty when no message has it any more.
    public Optional<Slice> whole(Sql sql, AccountId account, long content) {
        return sql.queryOne(LENGTH, row -> new Slice(account, content, 0, row.integer("length")), account, content);
    }

    /// In octets; 0 when no message has the content any more.
    public long structureLength(Sql sql, AccountId account, long content) {
        return sql.queryOne(STRUCTURE_LENGTH, row -> row.number("length"), account, content)
                .orElse(0L);
    }

    public boolean hasNul(Sql sql, Slice slice) {
        return sql.queryOne(
                        HAS_NUL,
                        row -> row.flag("nul"),
                        slice.from() + 1,
                        slice.length(),
                        slice.account(),
                        slice.content())
                .orElse(false);
    }

    /// Empty when no message has the content any more.
    public Optional<byte[]> piece(Sql sql, Slice slice) {
        return sql.queryOne(
                PIECE, row -> row.bytes("octets"), slice.from() + 1, slice.length(), slice.account(), slice.content());
    }

    private record Found(long uid, byte[] prepended, ContentPieces.Found content) {
        static Found of(Row row) throws SQLException {
            return new Found(row.number("uid"), MessageStore.prepended(row), ContentPieces.Found.of(row));
        }
    }

    private static Octets octets(Row row) throws SQLException {
        return new Octets(row.number("uid"), prepended(row), row.bytes("octets"));
    }

    private static byte[] prepended(Row row) throws SQLException {
        return Optional.ofNullable(row.bytesOrNull("prepended")).orElseGet(() -> new byte[0]);
    }

    private static MessageRow read(Row row, boolean withStructure) throws SQLException {
        return new MessageRow(
                ViewStore.flags(row),
                row.number("message"),
                row.instant("received_at"),
                row.optionalInstant("saved_at"),
                row.number("size"),
                row.number("content"),
                row.number("thread"),
                withStructure ? row.bytesOrNull("structure") : null,
                withStructure ? row.bytesOrNull("prepended") : null,
                withStructure ? row.text("preview") : "");
    }
}
