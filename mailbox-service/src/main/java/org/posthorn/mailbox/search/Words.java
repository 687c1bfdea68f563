package org.posthorn.mailbox.search;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/// Folded text as words: runs of letters and digits. A run longer than 40 characters (a sentence of a script without
/// blanks, a key) is cut into words of 40 that overlap by half, so that whatever is at most 20 long stands whole in
/// one of them. Pure.
final class Words {
    static final int LONGEST = 40;
    private static final int STEP = LONGEST / 2;

    /// A part of what is looked for: a run of letters and digits.
    ///
    /// @param begins whether a word must begin with it, since something stands before it
    /// @param ends   whether a word must end with it
    record Wanted(String text, boolean begins, boolean ends) {
        private static final String BEYOND_ALL = "\uffff";

        boolean isIn(String word) {
            return (begins ? word.startsWith(text) : word.contains(text)) && (!ends || word.endsWith(text));
        }

        /// No word that it is in comes before this.
        String least() {
            return begins ? text : "";
        }

        /// No word that it is in comes after this.
        String greatest() {
            var least = least();
            return begins && ends ? least : least + BEYOND_ALL;
        }
    }

    private Words() {}

    /// Each word of the text; often more than once.
    static void of(String text, Consumer<String> each) {
        int from = 0;
        while (from < text.length()) {
            from = behindOthers(text, from);
            int to = behindRun(text, from);
            cut(text, from, to, each);
            from = to;
        }
    }

    private static void cut(String text, int from, int to, Consumer<String> each) {
        if (to - from <= LONGEST) {
            if (to > from) {
                each.accept(text.substring(from, to));
            }
            return;
        }
        for (int at = from; at < to; at += STEP) {
            each.accept(text.substring(at, Math.min(at + LONGEST, to)));
            if (at + LONGEST >= to) {
                return;
            }
        }
    }

    /// What a needle asks of words. Something else than one run without anything around it asks for less than the
    /// needle says: what is found must be looked at.
    static List<Wanted> wanted(String needle) {
        var wanted = new ArrayList<Wanted>();
        int from = 0;
        while (from < needle.length()) {
            from = behindOthers(needle, from);
            int to = behindRun(needle, from);
            if (to > from) {
                wanted.add(wanted(needle, from, to));
            }
            from = to;
        }
        return wanted;
    }

    private static Wanted wanted(String needle, int from, int to) {
        // where a long run was cut is not known: only a piece of it is sure to stand in one word
        return to - from > STEP
                ? new Wanted(needle.substring(from, from + STEP), false, false)
                : new Wanted(needle.substring(from, to), from > 0, to < needle.length());
    }

    /// Whether a needle is one run and short enough, so that the words alone say whether it is there.
    static boolean areEnough(String needle) {
        return !needle.isEmpty() && needle.length() <= STEP && behindRun(needle, 0) == needle.length();
    }

    private static int behindOthers(String text, int from) {
        int i = from;
        while (i < text.length() && !isOfWord(text, i)) {
            i++;
        }
        return i;
    }

    private static int behindRun(String text, int from) {
        int i = from;
        while (i < text.length() && isOfWord(text, i)) {
            i++;
        }
        return i;
    }

    /// Characters beyond the first plane stand between words: no half of one may become a word.
    private static boolean isOfWord(String text, int at) {
        char c = text.charAt(at);
        return c <= 0x7f ? (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') : Character.isLetterOrDigit(c) || isMark(c);
    }

    /// Vowels of Indic scripts.
    private static boolean isMark(char c) {
        return Character.getType(c) == Character.COMBINING_SPACING_MARK;
    }
}
