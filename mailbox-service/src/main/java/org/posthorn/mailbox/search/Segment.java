package org.posthorn.mailbox.search;

import java.util.List;
import java.util.PriorityQueue;
import java.util.function.Consumer;
import java.util.function.LongPredicate;

/// A part of an account's index: the words of some contents in their order, each with the contents that have it. It is
/// written once ([SegmentBuilder]); several are merged to one that takes their place. Pure.
final class Segment {
    private Segment() {}

    /// Makes one of several. No content is in two of them.
    ///
    /// @param live says which contents are still there: others are left out
    static void merge(List<Cursor> cursors, LongPredicate live, Consumer<Block> blocks) {
        var queue = new PriorityQueue<Cursor>();
        cursors.stream().filter(Cursor::next).forEach(queue::add);
        var writer = new Block.Writer(blocks);
        var postings = new Postings();
        while (!queue.isEmpty()) {
            var word = queue.element().word();
            while (!queue.isEmpty() && queue.element().word().equals(word)) {
                var cursor = queue.remove();
                cursor.addTo(postings, live);
                if (cursor.next()) {
                    queue.add(cursor);
                }
            }
            if (!postings.isEmpty()) {
                writer.add(word, postings);
                postings.clear();
            }
        }
        writer.close();
    }
}
