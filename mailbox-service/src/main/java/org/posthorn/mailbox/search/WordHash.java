package org.posthorn.mailbox.search;

/// The number by which a word of an account stands in the index. 64 bits, so that no two words of all mail are
/// likely to share one. It is stored: changing it means to make the index anew.
final class WordHash {
    private static final long PRIME = 0x100000001b3L;
    private static final long BASIS = 0xcbf29ce484222325L;

    private WordHash() {}

    static long of(long account, Zone zone, String word) {
        return mixed(of(account, zone.number(), word));
    }

    /// A number for a word whatever its zone, for remembering which words are known.
    static long known(long account, long generation, String word) {
        return mixed(of(account, ~generation, word));
    }

    /// FNV-1a over the characters.
    private static long of(long account, long zone, String word) {
        long hash = (BASIS ^ mixed(account)) * PRIME;
        hash = (hash ^ zone) * PRIME;
        for (int i = 0; i < word.length(); i++) {
            hash = (hash ^ word.charAt(i)) * PRIME;
        }
        return hash;
    }

    /// The finalizer of MurmurHash3.
    private static long mixed(long number) {
        long z = (number ^ (number >>> 33)) * 0xff51afd7ed558ccdL;
        z = (z ^ (z >>> 33)) * 0xc4ceb9fe1a85ec53L;
        return z ^ (z >>> 33);
    }
}
