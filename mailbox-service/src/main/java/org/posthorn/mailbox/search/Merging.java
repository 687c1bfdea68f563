package org.posthorn.mailbox.search;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import org.posthorn.mailbox.search.SegmentStore.BlockInserter;
import org.posthorn.mailbox.search.SegmentStore.Known;
import org.posthorn.runtime.sql.Sql;
import org.posthorn.runtime.sql.Transaction;

/// Keeps an account's segments few: eight of about the same size become one, which leaves out what is gone. So each
/// word of a message is written again once for each eightfold growth of the mailbox.
final class Merging {
    private static final int TOGETHER = 8;
    /// Segments of so many octets are not merged any more: a transaction should take seconds.
    private static final long LARGE = 16 << 20;
    /// A message alone takes about as many octets.
    private static final long SMALL = 4 << 10;

    private final SegmentStore store;

    Merging(SegmentStore store) {
        this.store = store;
    }

    /// Segments that should become one, or none.
    static List<Known> full(List<Known> segments) {
        var levels = new TreeMap<Integer, List<Known>>();
        for (var segment : segments) {
            if (segment.octets() < LARGE) {
                levels.computeIfAbsent(level(segment), _ -> new ArrayList<>()).add(segment);
            }
        }
        return levels.values().stream()
                .filter(level -> level.size() >= TOGETHER)
                .findFirst()
                .map(level -> level.subList(0, TOGETHER))
                .orElse(List.of());
    }

    /// Segments of a level have less than eight times the size of each other.
    private static int level(Known segment) {
        return (Long.SIZE - Long.numberOfLeadingZeros(segment.octets() / SMALL)) / 3;
    }

    /// Puts a new segment in the place of others.
    void rewrite(Transaction tx, long account, List<Known> old, long segment) {
        var numbers = old.stream().map(Known::segment).toList();
        var live = live(tx, account, numbers);
        var cursors = numbers.stream()
                .map(number -> store.cursor(tx, account, number))
                .toList();
        var blocks = new BlockInserter(tx, account, segment);
        Segment.merge(cursors, content -> live.get(Math.toIntExact(content)), blocks);
        store.delete(tx, account, numbers);
        blocks.finish(Contents.of(live));
    }

    /// Segments of which a quarter is gone.
    List<Known> wasteful(Sql sql, long account) {
        return store.segments(sql, account).stream()
                .filter(segment ->
                        4L * live(sql, account, List.of(segment.segment())).cardinality() <= 3 * segment.size())
                .toList();
    }

    /// Which contents of some segments are still there.
    private BitSet live(Sql sql, long account, List<Long> segments) {
        var contents = Contents.of(store.contents(sql, account, segments));
        return store.live(sql, account, contents.toArray());
    }
}
