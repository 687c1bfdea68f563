package org.posthorn.mailbox.search;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/// A run of a segment's words, in their order, and where they stand.
///
/// @param words    for each word how many octets it shares with the one before, the octets that follow these, the zones
///                 that have it, and how long each zone's list is in `postings`
/// @param postings the lists, one behind the other
record Block(String first, String last, byte[] words, byte[] postings) {
    /// Puts words together to blocks.
    static final class Writer {
        private static final int MOST_WORDS = 32 << 10;
        private static final int MOST_POSTINGS = 512 << 10;

        private final Consumer<Block> blocks;
        private final OctetWriter words = new OctetWriter();
        private final OctetWriter postings = new OctetWriter();
        private String first = "";
        private String last = "";
        private byte[] before = {};

        Writer(Consumer<Block> blocks) {
            this.blocks = blocks;
        }

        /// @param word greater than all that came before
        void add(String word, Postings of) {
            byte[] octets = word.getBytes(StandardCharsets.UTF_8);
            if (words.length() == 0) {
                first = word;
                before = new byte[0];
            }
            int shared = shared(before, octets);
            words.number(shared);
            words.number(octets.length - (long) shared);
            words.octets(octets, shared, octets.length - shared);
            of.writeTo(words, postings);
            before = octets;
            last = word;
            if (words.length() >= MOST_WORDS || postings.length() >= MOST_POSTINGS) {
                close();
            }
        }

        private static int shared(byte[] one, byte[] other) {
            int length = Math.min(one.length, other.length);
            int shared = 0;
            while (shared < length && one[shared] == other[shared]) {
                shared++;
            }
            return shared;
        }

        /// Hands over the last block.
        void close() {
            if (words.length() > 0) {
                blocks.accept(new Block(first, last, words.toArray(), postings.toArray()));
                words.clear();
                postings.clear();
            }
        }
    }

    /// Goes over the words of a block.
    static final class Reader {
        private final OctetReader words;
        private final int[] lengths = new int[Zone.COUNT];
        private byte[] word = new byte[256];
        private int length;
        private int at;
        private int end;

        Reader(byte[] words) {
            this.words = new OctetReader(words, 0, words.length);
        }

        /// Goes to the next word.
        ///
        /// @return whether there is one
        boolean next() {
            if (!words.hasMore()) {
                return false;
            }
            int shared = (int) words.number();
            int rest = (int) words.number();
            length = shared + rest;
            if (length > word.length) {
                word = Arrays.copyOf(word, 2 * length);
            }
            words.octets(word, shared, rest);
            int mask = (int) words.number();
            at = end;
            for (int zone = 0; zone < lengths.length; zone++) {
                lengths[zone] = (mask >> zone & 1) == 0 ? 0 : (int) words.number();
                end += lengths[zone];
            }
            return true;
        }

        String word() {
            return new String(word, 0, length, StandardCharsets.UTF_8);
        }

        /// Where the word's lists begin within the postings; that of zone 0 comes first.
        int at() {
            return at;
        }

        /// How long a zone's list is.
        int length(int zone) {
            return lengths[zone];
        }
    }
}
