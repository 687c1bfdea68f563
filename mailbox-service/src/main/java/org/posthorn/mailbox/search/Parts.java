package org.posthorn.mailbox.search;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.Collection;
import java.util.List;
import java.util.function.ToLongFunction;
import org.posthorn.mailbox.search.Words.Wanted;

/// The parts of an index's postings that say where some words stand.
final class Parts {
    /// So many octets are looked at for a piece of a needle. One that needs more is in nearly every message.
    private static final long MOST_OCTETS = 16 << 20;

    private static final int MOST = 20_000;

    /// What is kept of a list in memory.
    private static final int OF_LIST = 16;

    private final boolean[] zones = new boolean[Zone.COUNT];
    private final List<Part> parts = new ArrayList<>();
    private long octets;

    /// Lists of contents within a block's postings, one behind the other.
    private static final class Part {
        private final long segment;
        private final long block;
        private final int at;
        private final List<Integer> ends = new ArrayList<>(1);

        Part(long segment, long block, int at) {
            this.segment = segment;
            this.block = block;
            this.at = at;
        }

        int end() {
            return ends.isEmpty() ? at : ends.getLast();
        }
    }

    Parts(Collection<Zone> zones) {
        zones.forEach(zone -> this.zones[zone.number()] = true);
    }

    /// Adds what a block has.
    void add(long segment, long block, Wanted wanted, Block.Reader words) {
        var part = new Part(segment, block, 0);
        while (words.next()) {
            if (!wanted.isIn(words.word())) {
                continue;
            }
            int at = words.at();
            for (int zone = 0; zone < zones.length; zone++) {
                int end = at + words.length(zone);
                if (zones[zone] && end > at) {
                    part = part.end() == at && !part.ends.isEmpty() ? part : begin(segment, block, at);
                    part.ends.add(end);
                    octets += end - at + OF_LIST;
                }
                at = end;
            }
        }
    }

    private Part begin(long segment, long block, int at) {
        var part = new Part(segment, block, at);
        parts.add(part);
        return part;
    }

    boolean areTooMany() {
        return octets > MOST_OCTETS || parts.size() > MOST;
    }

    /// Adds the contents that a part lists.
    ///
    /// @param number   of the part
    /// @param postings its octets
    void read(int number, byte[] postings, BitSet contents) {
        var part = parts.get(number);
        int from = 0;
        for (int end : part.ends) {
            Contents.read(postings, from, end - part.at, content -> contents.set(Math.toIntExact(content)));
            from = end - part.at;
        }
    }

    int count() {
        return parts.size();
    }

    long[] segments() {
        return each(part -> part.segment);
    }

    long[] blocks() {
        return each(part -> part.block);
    }

    long[] starts() {
        return each(part -> part.at);
    }

    long[] lengths() {
        return each(part -> part.end() - (long) part.at);
    }

    private long[] each(ToLongFunction<Part> of) {
        return parts.stream().mapToLong(of).toArray();
    }
}
