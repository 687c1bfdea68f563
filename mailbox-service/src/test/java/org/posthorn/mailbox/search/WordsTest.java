package org.posthorn.mailbox.search;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.posthorn.mailbox.search.Words.Wanted;

class WordsTest {
    @ParameterizedTest
    @CsvSource({
        "Grüße, grusse",
        "GRÜSSE, grusse",
        "São Paulo, sao paulo",
        "Łódź, lodz",
        "smørrebrød, smorrebrod",
        "ﬁlm, film",
        "Αθήνας, αθηνασ",
        "naïve Œuvre, naive oeuvre",
        "Привет Ёлка, привет елка",
        "ＦＵＬＬ, full",
    })
    void lettersAreComparedWithoutCaseAndAccents(String text, String folded) {
        assertEquals(folded, Folding.fold(text));
    }

    @Test
    void wordsAreRunsOfLettersAndDigits() {
        assertEquals(List.of("p123", "example23", "org", "привет", "東京"), words("<p123@example23.org>, привет! 東京\0"));
    }

    @Test
    void aNeedleAsksForWordsThatBeginOrEndWithItsPieces() {
        assertEquals(List.of(new Wanted("ello", false, false)), Words.wanted("ello"));
        assertEquals(
                List.of(
                        new Wanted("bob", false, true),
                        new Wanted("example", true, true),
                        new Wanted("or", true, false)),
                Words.wanted("bob@example.or"));
        assertEquals(List.of(), Words.wanted(" -!"));
    }

    /// Whatever stands in a text is found by the words of the text: what the index says is never too little, and for
    /// short needles of letters it is neither too much.
    @Test
    void whatStandsInATextIsFoundByItsWords() {
        var random = new Random(7);
        for (int round = 0; round < 3_000; round++) {
            var text = text(random, 1 + random.nextInt(120));
            int from = random.nextInt(text.length());
            var needle = random.nextInt(4) == 0
                    ? text(random, 1 + random.nextInt(4))
                    : text.substring(from, from + 1 + random.nextInt(text.length() - from));
            boolean there = text.contains(needle);
            boolean found = Words.wanted(needle).stream().allMatch(wanted -> hasOne(words(text), wanted));
            if (there) {
                assertTrue(found, "\"" + needle + "\" in \"" + text + "\"");
            } else if (Words.areEnough(needle)) {
                assertFalse(found, "\"" + needle + "\" not in \"" + text + "\"");
            }
        }
    }

    private static String text(Random random, int length) {
        var text = new StringBuilder();
        for (int i = 0; i < length; i++) {
            text.append("abc1-".charAt(random.nextInt(random.nextInt(20) == 0 ? 5 : 4)));
        }
        return text.toString();
    }

    private static boolean hasOne(List<String> words, Wanted wanted) {
        return words.stream().anyMatch(word -> isFound(wanted, word));
    }

    private static boolean isFound(Wanted wanted, String word) {
        boolean found = wanted.isIn(word);
        if (found) {
            assertTrue(wanted.least().compareTo(word) <= 0 && word.compareTo(wanted.greatest()) <= 0, word);
        }
        return found;
    }

    private static List<String> words(String text) {
        var words = new ArrayList<String>();
        Words.of(text, words::add);
        return words;
    }
}
