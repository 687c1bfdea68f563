package org.posthorn.mailbox.search;

import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.posthorn.runtime.sql.Sql;
import org.posthorn.runtime.sql.Transaction;

/// Rows of the index itself. Who writes has the account's progress locked.
final class SegmentStore {
    private static final String INSERT_SEGMENT =
            "INSERT INTO search_segment (account, segment, size, contents) VALUES (?, ?, ?, ?)";
    private static final String INSERT_BLOCK = """
        INSERT INTO search_block (account, segment, block, first_word, last_word, words, postings)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """;
    private static final String INSERT_PARTIAL = "INSERT INTO search_partial (account, content) VALUES (?, ?)";
    private static final String SEGMENTS =
            "SELECT segment, size FROM search_segment WHERE account = ? ORDER BY segment";
    private static final String CONTENTS =
            "SELECT contents FROM search_segment WHERE account = ? AND segment = ANY (?)";
    private static final String BLOCK = """
        SELECT first_word, last_word, words, postings FROM search_block WHERE account = ? AND segment = ? AND block = ?
        """;
    private static final String LIVE = """
        SELECT content FROM content WHERE account = ? AND content BETWEEN ? AND ?
        """;
    private static final String DELETE_SEGMENTS = "DELETE FROM search_segment WHERE account = ? AND segment = ANY (?)";
    private static final String DELETE_BLOCKS = "DELETE FROM search_block WHERE account = ? AND segment = ANY (?)";
    private static final String DROP_PARTIAL = """
        DELETE FROM search_partial p
         WHERE account = ? AND NOT EXISTS (
               SELECT FROM content c WHERE c.account = p.account AND c.content = p.content)
        """;
    private static final List<String> FORGET = List.of(
            "DELETE FROM search_block WHERE account = ?",
            "DELETE FROM search_segment WHERE account = ?",
            "DELETE FROM search_partial WHERE account = ?");

    /// So many rows are asked for at a time.
    private static final int STEP = 100_000;

    /// A segment that is there.
    ///
    /// @param size how many contents it has
    record Known(long segment, long size) {}

    /// Writes the segment of some contents.
    void write(Transaction tx, long account, long segment, List<Entry> entries) {
        var contents = new Contents();
        for (var entry : entries) {
            contents.add(entry.content());
            if (entry.partial()) {
                tx.later(INSERT_PARTIAL, account, entry.content());
            }
        }
        Segment.write(entries, blocks(tx, account, segment));
        insert(tx, account, segment, contents);
    }

    void insert(Transaction tx, long account, long segment, Contents contents) {
        tx.later(INSERT_SEGMENT, account, segment, contents.count(), contents.toOctets());
    }

    /// Takes the blocks of a segment in their order.
    Consumer<Block> blocks(Transaction tx, long account, long segment) {
        var number = new AtomicInteger();
        return block -> tx.later(
                INSERT_BLOCK,
                account,
                segment,
                number.getAndIncrement(),
                block.first(),
                block.last(),
                block.words(),
                block.postings());
    }

    List<Known> segments(Sql sql, long account) {
        return sql.query(SEGMENTS, row -> new Known(row.number("segment"), row.number("size")), account);
    }

    /// The contents of segments, as [Contents#read] takes them.
    List<byte[]> contents(Sql sql, long account, List<Long> segments) {
        return sql.query(CONTENTS, row -> row.bytes("contents"), account, segments);
    }

    Cursor cursor(Sql sql, long account, long segment) {
        return new Cursor(block -> block(sql, account, segment, block));
    }

    private static Optional<Block> block(Sql sql, long account, long segment, int block) {
        return sql.queryOne(
                BLOCK,
                row -> new Block(
                        row.text("first_word"), row.text("last_word"), row.bytes("words"), row.bytes("postings")),
                account,
                segment,
                block);
    }

    /// The contents of a range that are still there, counted from its first.
    BitSet live(Sql sql, long account, long first, long last) {
        var live = new BitSet();
        for (long from = first; from <= last; from += STEP) {
            sql.query(LIVE, row -> row.number("content"), account, from, Math.min(last, from + STEP - 1))
                    .forEach(content -> live.set(Math.toIntExact(content - first)));
        }
        return live;
    }

    void delete(Transaction tx, long account, List<Long> segments) {
        tx.later(DELETE_BLOCKS, account, segments);
        tx.later(DELETE_SEGMENTS, account, segments);
    }

    int dropPartial(Sql sql, long account) {
        return sql.update(DROP_PARTIAL, account);
    }

    /// Deletes all that is indexed of an account.
    void forget(Transaction tx, long account) {
        FORGET.forEach(sql -> tx.later(sql, account));
    }
}
