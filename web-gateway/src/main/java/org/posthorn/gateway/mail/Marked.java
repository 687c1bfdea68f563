package org.posthorn.gateway.mail;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Marks the words that were searched for in what is shown, without regard to case and accents. Pure.
public final class Marked {
    private static final int MOST_PIECES = 100;

    private Marked() {}

    /// A piece of a text.
    ///
    /// @param found whether it was searched for
    public record Piece(String text, boolean found) {}

    /// The text in pieces.
    ///
    /// @param words folded, as [#words] gives them
    public static List<Piece> of(String text, List<String> words) {
        var pieces = new ArrayList<Piece>();
        var folded = words.isEmpty() ? "" : folded(text);
        int done = 0;
        for (int at = 0; at < folded.length() && pieces.size() < MOST_PIECES; at++) {
            int length = longestAt(folded, at, words);
            if (length > 0) {
                if (at > done) {
                    pieces.add(new Piece(text.substring(done, at), false));
                }
                pieces.add(new Piece(text.substring(at, at + length), true));
                done = at + length;
                at = done - 1;
            }
        }
        if (done < text.length()) {
            pieces.add(new Piece(text.substring(done), false));
        }
        return pieces;
    }

    private static int longestAt(String folded, int at, List<String> words) {
        int longest = 0;
        for (var word : words) {
            longest = word.length() > longest && folded.startsWith(word, at) ? word.length() : longest;
        }
        return longest;
    }

    /// The words of a query that can stand in a row: those of conditions on dates and the like, and those
    /// that must not be there, cannot.
    static List<String> words(String query) {
        var words = new ArrayList<String>();
        for (var piece : query.replace('"', ' ').strip().split("\\s+")) {
            int colon = piece.indexOf(':');
            var operator = colon < 0 ? "" : piece.substring(0, colon).toLowerCase(Locale.ROOT);
            var word = List.of("from", "to", "cc", "subject").contains(operator) ? piece.substring(colon + 1) : piece;
            boolean shown = !piece.startsWith("-")
                    && !List.of("has", "before", "after", "since", "in", "is").contains(operator);
            if (shown && !word.isBlank()) {
                words.add(folded(word));
            }
        }
        return words;
    }

    /// As long as the text, so that places are the same in both.
    private static String folded(String text) {
        var folded = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            folded.append(
                    c < 128
                            ? c
                            : Normalizer.normalize(Character.toString(c), Normalizer.Form.NFD)
                                    .charAt(0));
        }
        for (int i = 0; i < folded.length(); i++) {
            folded.setCharAt(i, Character.toLowerCase(folded.charAt(i)));
        }
        return folded.toString();
    }
}
