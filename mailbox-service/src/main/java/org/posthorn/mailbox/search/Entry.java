package org.posthorn.mailbox.search;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.Set;

/// What the index keeps of a content. Pure.
///
/// @param partial whether there is more text than is indexed
/// @param hashes  of its words, with the zones that they stand in
/// @param words   without zones
record Entry(long content, boolean partial, Set<Long> hashes, Set<String> words) {
    private static final int MOST_WORDS = 20_000;

    static Entry of(long account, long content, byte[] octets) {
        var text = SearchText.ofIndex(octets);
        var hashes = new LinkedHashSet<Long>();
        var words = new HashSet<String>();
        for (var zone : Zone.values()) {
            Words.of(text.of(zone), word -> {
                if (words.size() < MOST_WORDS) {
                    words.add(word);
                    hashes.add(WordHash.of(account, zone, word));
                }
            });
        }
        return new Entry(content, text.isCut() || words.size() >= MOST_WORDS, hashes, words);
    }

    /// Of a content that could not be taken apart: it is read at each search.
    static Entry unreadable(long content) {
        return new Entry(content, true, Set.of(), Set.of());
    }
}
