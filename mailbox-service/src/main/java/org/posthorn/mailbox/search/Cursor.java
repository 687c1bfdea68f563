package org.posthorn.mailbox.search;

import java.util.Optional;
import java.util.function.IntFunction;
import java.util.function.LongPredicate;

/// Goes over the words of a segment, with one of its blocks in memory.
final class Cursor implements Comparable<Cursor> {
    private static final Block NONE = new Block("", "", new byte[0], new byte[0]);

    private final IntFunction<Optional<Block>> blocks;
    private int number;
    private Block block = NONE;
    private Block.Reader reader = new Block.Reader(NONE.words());
    private String word = "";

    /// @param blocks gives a block by its number, from 0
    Cursor(IntFunction<Optional<Block>> blocks) {
        this.blocks = blocks;
    }

    /// Goes to the next word.
    ///
    /// @return whether there is one
    boolean next() {
        while (!reader.next()) {
            var next = blocks.apply(number);
            if (next.isEmpty()) {
                return false;
            }
            block = next.get();
            reader = new Block.Reader(block.words());
            number++;
        }
        word = reader.word();
        return true;
    }

    String word() {
        return word;
    }

    void addTo(Postings postings, LongPredicate live) {
        int at = reader.at();
        for (int zone = 0; zone < Zone.COUNT; zone++) {
            int end = at + reader.length(zone);
            int of = zone;
            Contents.read(block.postings(), at, end, content -> {
                if (live.test(content)) {
                    postings.add(of, content);
                }
            });
            at = end;
        }
    }

    @Override
    public int compareTo(Cursor other) {
        return word.compareTo(other.word);
    }
}
