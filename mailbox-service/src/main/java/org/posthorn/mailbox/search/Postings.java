package org.posthorn.mailbox.search;

import org.jspecify.annotations.Nullable;

/// Where one word stands: for each zone the contents that have it there.
final class Postings {
    private final @Nullable Contents[] zones = new Contents[Zone.COUNT];

    /// @return whether it is not the last one already
    boolean add(int zone, long content) {
        var contents = zones[zone];
        if (contents == null) {
            contents = new Contents();
            zones[zone] = contents;
        }
        return contents.add(content);
    }

    boolean isEmpty() {
        return mask() == 0;
    }

    /// Which zones have the word, a bit for each.
    private int mask() {
        int mask = 0;
        for (int zone = 0; zone < zones.length; zone++) {
            var contents = zones[zone];
            if (contents != null && contents.count() > 0) {
                mask |= 1 << zone;
            }
        }
        return mask;
    }

    /// Writes the zones and the length of each one's list to one, and the lists to the other.
    void writeTo(OctetWriter lengths, OctetWriter lists) {
        lengths.number(mask());
        for (var contents : zones) {
            if (contents != null && contents.count() > 0) {
                int before = lists.length();
                contents.writeTo(lists);
                lengths.number(lists.length() - (long) before);
            }
        }
    }

    void clear() {
        for (var contents : zones) {
            if (contents != null) {
                contents.clear();
            }
        }
    }
}
