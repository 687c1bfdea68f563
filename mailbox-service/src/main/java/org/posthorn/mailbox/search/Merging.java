package org.posthorn.mailbox.search;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.TreeMap;
import java.util.function.LongPredicate;
import org.posthorn.mailbox.search.SegmentStore.Known;
import org.posthorn.runtime.sql.Sql;
import org.posthorn.runtime.sql.Transaction;

/// Keeps an account's segments few: eight of about the same size become one, which leaves out what is gone. So each
/// word of a message is written again once for each eightfold growth of the mailbox.
final class Merging {
    private static final int TOGETHER = 8;
    /// Segments of this size and more are not merged any more: a transaction should take seconds.
    private static final long LARGE = 1 << 15;

    private final SegmentStore store;

    Merging(SegmentStore store) {
        this.store = store;
    }

    /// Segments that should become one, or none.
    static List<Known> full(List<Known> segments) {
        var levels = new TreeMap<Integer, List<Known>>();
        for (var segment : segments) {
            if (segment.size() < LARGE) {
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
        return (Long.SIZE - Long.numberOfLeadingZeros(segment.size()) - 1) / 3;
    }

    /// Puts a new segment in the place of others.
    void rewrite(Transaction tx, long account, List<Known> old, long segment) {
        var numbers = old.stream().map(Known::segment).toList();
        var lists = store.contents(tx, account, numbers);
        var live = live(tx, account, lists);
        var contents = Contents.of(lists, live);
        var cursors = numbers.stream()
                .map(number -> store.cursor(tx, account, number))
                .toList();
        Segment.merge(cursors, live, store.blocks(tx, account, segment));
        store.delete(tx, account, numbers);
        if (contents.count() > 0) {
            store.insert(tx, account, segment, contents);
        }
    }

    /// Segments of which a quarter is gone.
    List<Known> wasteful(Sql sql, long account) {
        return store.segments(sql, account).stream()
                .filter(segment -> isWasteful(sql, account, segment))
                .toList();
    }

    private boolean isWasteful(Sql sql, long account, Known segment) {
        var lists = store.contents(sql, account, List.of(segment.segment()));
        return 4L * Contents.of(lists, live(sql, account, lists)).count() <= 3 * segment.size();
    }

    /// Which of some contents are still there.
    private LongPredicate live(Sql sql, long account, List<byte[]> lists) {
        var range = new Range();
        lists.forEach(list -> Contents.read(list, 0, list.length, range::add));
        BitSet live = store.live(sql, account, range.first, range.last);
        return content -> live.get(Math.toIntExact(content - range.first));
    }

    private static final class Range {
        private long first = Long.MAX_VALUE;
        private long last;

        void add(long content) {
            first = Math.min(first, content);
            last = Math.max(last, content);
        }
    }
}
