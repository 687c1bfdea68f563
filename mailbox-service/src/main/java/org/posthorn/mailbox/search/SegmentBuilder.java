package org.posthorn.mailbox.search;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/// Gathers the words of contents, which come in the order of their numbers, for a new segment. Pure.
final class SegmentBuilder {
    /// So many words of a content are indexed, those of each zone apart.
    private static final int MOST_WORDS = 20_000;

    /// Of a text with too many words, the fields that lists show are found all the same.
    private static final List<Zone> BODY_LAST =
            List.of(Zone.SUBJECT, Zone.FROM, Zone.TO, Zone.CC, Zone.BCC, Zone.OTHER, Zone.BODY);

    private final Map<String, Postings> words = new HashMap<>();
    private final Contents contents = new Contents();
    private final List<Long> partial = new ArrayList<>();
    private long size;

    void add(long content, SearchText text) {
        contents.add(content);
        int left = MOST_WORDS;
        for (var zone : BODY_LAST) {
            left -= add(content, zone, text.of(zone), left);
        }
        if (text.isCut() || left == 0) {
            partial.add(content);
        }
    }

    /// Adds words of a content's zone.
    ///
    /// @return how many there were, which is at most what is wanted
    int add(long content, Zone zone, String text, int most) {
        long before = size;
        Words.of(text, word -> {
            if (size - before < most
                    && words.computeIfAbsent(word, _ -> new Postings()).add(zone.number(), content)) {
                size++;
            }
        });
        return (int) (size - before);
    }

    /// Adds a content that could not be taken apart: it is read at each search.
    void addUnreadable(long content) {
        contents.add(content);
        partial.add(content);
    }

    Contents contents() {
        return contents;
    }

    /// Contents with more text than is indexed.
    List<Long> partial() {
        return partial;
    }

    /// How many words all contents have together, those of each zone apart: what the memory depends on.
    long size() {
        return size;
    }

    void writeTo(Consumer<Block> blocks) {
        var writer = new Block.Writer(blocks);
        words.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .forEach(word -> writer.add(word.getKey(), word.getValue()));
        writer.close();
    }
}
