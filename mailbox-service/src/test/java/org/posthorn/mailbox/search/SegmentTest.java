package org.posthorn.mailbox.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.LongPredicate;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.posthorn.mailbox.search.Words.Wanted;

class SegmentTest {
    private record Entry(long content, Map<Zone, Set<String>> words) {}

    private static final List<Wanted> NEEDLES = List.of(
            new Wanted("word1", true, true),
            new Wanted("word1", true, false),
            new Wanted("9", false, true),
            new Wanted("d77", false, false),
            new Wanted("ü", false, false),
            new Wanted("nowhere", false, false));

    /// Whatever is written to segments and merged is found as if each content was looked at, but for contents that are
    /// gone.
    @Test
    void segmentsFindWhatTheirContentsHave() {
        for (int seed = 0; seed < 20; seed++) {
            var random = new Random(seed);
            var parts = new ArrayList<List<Entry>>();
            long content = 0;
            for (int part = 0; part < 5; part++) {
                var entries = new ArrayList<Entry>();
                for (int i = random.nextInt(20); i >= 0; i--) {
                    content += 1 + random.nextInt(3) * random.nextInt(300);
                    entries.add(entry(random, content));
                }
                parts.add(entries);
            }
            var segments = parts.stream().map(SegmentTest::segment).toList();
            LongPredicate live = number -> number % 7 != 3;

            for (int i = 0; i < parts.size(); i++) {
                assertFindsAll(segments.get(i), parts.get(i));
            }
            // in no order, as merged segments are
            var merged = merged(List.of(segments.get(3), segments.get(0), segments.get(2)), live);
            var all = merged(List.of(segments.get(4), merged, segments.get(1)), live);
            assertFindsAll(
                    all,
                    parts.stream()
                            .flatMap(List::stream)
                            .filter(entry -> live.test(entry.content()))
                            .toList());
        }
    }

    private static Entry entry(Random random, long content) {
        var words = new EnumMap<Zone, Set<String>>(Zone.class);
        for (var zone : Zone.values()) {
            var ofZone = new HashSet<String>();
            for (int i = random.nextInt(zone == Zone.BODY ? 900 : 3); i > 0; i--) {
                ofZone.add((random.nextInt(9) == 0 ? "grüße" : "word") + random.nextInt(2_000));
            }
            words.put(zone, ofZone);
        }
        return new Entry(content, words);
    }

    private static List<Block> segment(List<Entry> entries) {
        var builder = new SegmentBuilder();
        for (var entry : entries) {
            entry.words().forEach((zone, words) -> {
                // most words stand in a text more than once
                var text = String.join(" ", words);
                assertEquals(words.size(), builder.add(entry.content(), zone, text + " " + text, 50_000));
            });
        }
        var blocks = new ArrayList<Block>();
        builder.writeTo(blocks::add);
        return blocks;
    }

    private static List<Block> merged(List<List<Block>> segments, LongPredicate live) {
        var blocks = new ArrayList<Block>();
        var cursors = segments.stream()
                .map(of -> new Cursor(i -> i < of.size() ? Optional.of(of.get(i)) : Optional.empty()))
                .toList();
        Segment.merge(cursors, live, blocks::add);
        return blocks;
    }

    private static void assertFindsAll(List<Block> segment, List<Entry> entries) {
        for (var zones : List.of(Zone.ALL, Set.of(Zone.SUBJECT), Set.of(Zone.TO, Zone.CC, Zone.BCC))) {
            for (var needle : NEEDLES) {
                var expected = new BitSet();
                entries.stream()
                        .filter(entry -> has(entry, zones, needle))
                        .forEach(entry -> expected.set((int) entry.content()));
                assertEquals(expected, found(segment, zones, needle), needle + " in " + zones);
            }
        }
    }

    private static boolean has(Entry entry, Set<Zone> zones, Wanted needle) {
        return zones.stream()
                .anyMatch(zone ->
                        entry.words().getOrDefault(zone, Set.of()).stream().anyMatch(needle::isIn));
    }

    /// As the index asks the database: blocks that may have the word, and of their postings only the parts.
    private static BitSet found(List<Block> segment, Set<Zone> zones, Wanted needle) {
        var parts = new Parts(zones);
        for (int i = 0; i < segment.size(); i++) {
            var block = segment.get(i);
            if (block.first().compareTo(needle.greatest()) <= 0 && block.last().compareTo(needle.least()) >= 0) {
                parts.add(1, i, needle, new Block.Reader(block.words()));
            }
        }
        var contents = new BitSet();
        for (int i = 0; i < parts.count(); i++) {
            var postings = segment.get((int) parts.blocks()[i]).postings();
            int from = (int) parts.starts()[i];
            parts.read(i, Arrays.copyOfRange(postings, from, from + (int) parts.lengths()[i]), contents);
        }
        return contents;
    }

    @Test
    void wordsStandInTheirOrderInBlocksOfBoundedSize() {
        var words = new TreeSet<String>();
        for (int i = 0; i < 20_000; i++) {
            words.add("w" + i * 7_919L % 1_000_003);
        }
        var blocks = segment(List.of(new Entry(5, Map.of(Zone.BODY, words))));

        assertTrue(blocks.size() > 1);
        var read = new ArrayList<String>();
        for (var block : blocks) {
            assertTrue(block.words().length < 33 << 10);
            var reader = new Block.Reader(block.words());
            while (reader.next()) {
                read.add(reader.word());
            }
            assertEquals(block.last(), read.getLast());
        }
        assertEquals(List.copyOf(words), read);
    }

    /// Then the messages are read instead.
    @Test
    void aNeedleOfVeryManyPlacesIsTooMuch() {
        var words = new TreeSet<String>();
        for (int i = 0; i < 20_001; i++) {
            words.add(i + "x");
            words.add(i + "y");
        }
        var blocks = segment(List.of(new Entry(5, Map.of(Zone.BODY, words))));

        assertFalse(parts(blocks, new Wanted("20000x", true, true)).areTooMany());
        assertTrue(parts(blocks, new Wanted("x", false, true)).areTooMany());
    }

    private static Parts parts(List<Block> segment, Wanted needle) {
        var parts = new Parts(Zone.ALL);
        for (int i = 0; i < segment.size(); i++) {
            parts.add(1, i, needle, new Block.Reader(segment.get(i).words()));
        }
        return parts;
    }

    @Test
    void eightSegmentsOfASizeAreMerged() {
        for (int kilobytes : List.of(1, 3, 4, 31, 32, 255, 256, 2_047, 16 * 1_024 - 1)) {
            assertEquals(List.of(), Merging.full(known(kilobytes, 7)));
            assertEquals(known(kilobytes, 8), Merging.full(known(kilobytes, 20)));
        }
        assertEquals(List.of(), Merging.full(known(16 * 1_024, 100)));
        var mixed = new ArrayList<>(known(4, 4));
        mixed.addAll(known(32, 4));
        assertEquals(List.of(), Merging.full(mixed));
    }

    private static List<SegmentStore.Known> known(int kilobytes, int count) {
        return LongStream.range(0, count)
                .mapToObj(segment -> new SegmentStore.Known(segment, 1, (long) kilobytes << 10))
                .toList();
    }
}
