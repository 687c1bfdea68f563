package org.posthorn.mailbox.search;

import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/// What the index keeps of a content. Pure.
///
/// @param partial whether there is more text than is indexed
/// @param words   that stand in each zone
record Entry(long content, boolean partial, Map<Zone, Set<String>> words) {
    private static final int MOST_WORDS = 20_000;

    /// Of a text with too many words, the fields that lists show are found all the same.
    private static final List<Zone> BODY_LAST =
            List.of(Zone.SUBJECT, Zone.FROM, Zone.TO, Zone.CC, Zone.BCC, Zone.OTHER, Zone.BODY);

    static Entry of(long content, byte[] octets) {
        var text = SearchText.ofIndex(octets);
        var words = new EnumMap<Zone, Set<String>>(Zone.class);
        int left = MOST_WORDS;
        for (var zone : BODY_LAST) {
            var ofZone = words(text.of(zone), left);
            words.put(zone, ofZone);
            left -= ofZone.size();
        }
        return new Entry(content, text.isCut() || left == 0, words);
    }

    private static Set<String> words(String text, int most) {
        var words = new HashSet<String>();
        Words.of(text, word -> {
            if (words.size() < most) {
                words.add(word);
            }
        });
        return words;
    }

    /// How many words it has, those of each zone apart.
    int size() {
        return words.values().stream().mapToInt(Set::size).sum();
    }

    /// Of a content that could not be taken apart: it is read at each search.
    static Entry unreadable(long content) {
        return new Entry(content, true, Map.of());
    }
}
