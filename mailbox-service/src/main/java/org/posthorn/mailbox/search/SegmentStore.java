package org.posthorn.mailbox.search;

import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.posthorn.runtime.sql.Sql;
import org.posthorn.runtime.sql.Transaction;

/// Rows of the index itself. Who writes has the account's progress locked.
final class SegmentStore {
    private static final String INSERT_SEGMENT =
            "INSERT INTO search_segment (account, segment, size, octets, contents) VALUES (?, ?, ?, ?, ?)";
    private static final String INSERT_BLOCK = """
        INSERT INTO search_block (account, segment, block, first_word, last_word, words, postings)
        VALUES (?, ?, ?, ?, ?, ?, ?)
        """;
    private static final String INSERT_PARTIAL = "INSERT INTO search_partial (account, content) VALUES (?, ?)";
    private static final String SEGMENTS =
            "SELECT segment, size, octets FROM search_segment WHERE account = ? ORDER BY segment";
    private static final String CONTENTS =
            "SELECT contents FROM search_segment WHERE account = ? AND segment = ANY (?)";
    private static final String BLOCK = """
        SELECT first_word, last_word, words, postings FROM search_block WHERE account = ? AND segment = ? AND block = ?
        """;
    private static final String LIVE = "SELECT content FROM content WHERE account = ? AND content = ANY (?)";
    private static final String DELETE_SEGMENTS = "DELETE FROM search_segment WHERE account = ? AND segment = ANY (?)";
    private static final String DELETE_BLOCKS = "DELETE FROM search_block WHERE account = ? AND segment = ANY (?)";
    private static final String DROP_PARTIAL = """
        DELETE FROM search_partial p
         WHERE account = ? AND NOT EXISTS (
               SELECT FROM content c WHERE c.account = p.account AND c.content = p.content)
        """;
    private static final String FORGET_BLOCKS = """
        DELETE FROM search_block WHERE account = ? AND (segment, block) IN (
               SELECT segment, block FROM search_block WHERE account = ? LIMIT ?)
        """;
    private static final String FORGET_SEGMENTS = "DELETE FROM search_segment WHERE account = ?";
    private static final String FORGET_PARTIAL = "DELETE FROM search_partial WHERE account = ?";
    private static final String HAS_STRAYS = """
        SELECT (SELECT count(*) FROM content c WHERE c.account = p.account AND c.content <= p.indexed)
               < (SELECT sum(size) FROM search_segment s WHERE s.account = p.account) * 3 / 4 AS has
          FROM search_progress p WHERE account = ?
        """;
    /// So many contents are asked for at a time.
    private static final int STEP = 10_000;

    /// So many blocks are deleted at a time.
    private static final int BLOCKS = 200;

    /// A segment that is there.
    ///
    /// @param size   how many contents it has
    /// @param octets how long its blocks are together
    record Known(long segment, long size, long octets) {}

    void write(Transaction tx, long account, long segment, SegmentBuilder built) {
        built.partial().forEach(content -> tx.later(INSERT_PARTIAL, account, content));
        var blocks = new BlockInserter(tx, account, segment);
        built.writeTo(blocks);
        blocks.finish(built.contents());
    }

    /// Adds a segment: its blocks in their order, and then the segment itself.
    static final class BlockInserter implements Consumer<Block> {
        private final Transaction tx;
        private final long account;
        private final long segment;
        private int count;
        private long octets;

        BlockInserter(Transaction tx, long account, long segment) {
            this.tx = tx;
            this.account = account;
            this.segment = segment;
        }

        @Override
        public void accept(Block block) {
            tx.later(
                    INSERT_BLOCK,
                    account,
                    segment,
                    count,
                    block.first(),
                    block.last(),
                    block.words(),
                    block.postings());
            count++;
            octets += block.words().length + (long) block.postings().length;
        }

        /// Adds the segment, unless it has nothing.
        void finish(Contents contents) {
            if (contents.count() > 0) {
                tx.later(INSERT_SEGMENT, account, segment, contents.count(), octets, contents.toOctets());
            }
        }
    }

    List<Known> segments(Sql sql, long account) {
        return sql.query(
                SEGMENTS, row -> new Known(row.number("segment"), row.number("size"), row.number("octets")), account);
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

    /// Which of some contents are still there.
    BitSet live(Sql sql, long account, long[] contents) {
        var live = new BitSet();
        for (int from = 0; from < contents.length; from += STEP) {
            var some = Arrays.copyOfRange(contents, from, Math.min(contents.length, from + STEP));
            sql.query(LIVE, row -> row.number("content"), account, some)
                    .forEach(content -> live.set(Math.toIntExact(content)));
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

    /// Whether a quarter of what is indexed is gone.
    boolean hasStrays(Sql sql, long account) {
        return sql.queryOne(HAS_STRAYS, row -> row.flag("has"), account).orElse(false);
    }

    /// Deletes some of what is indexed of an account.
    ///
    /// @return whether there is more
    boolean forget(Transaction tx, long account) {
        if (tx.update(FORGET_BLOCKS, account, account, BLOCKS) == BLOCKS) {
            return true;
        }
        tx.later(FORGET_SEGMENTS, account);
        tx.later(FORGET_PARTIAL, account);
        return false;
    }
}
