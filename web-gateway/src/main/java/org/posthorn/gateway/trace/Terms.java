package org.posthorn.gateway.trace;

import java.text.Normalizer;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// The terms under which a message is found: `from:`, `to:` and `author:` with an address, its local part or its
/// `@domain`, `ip:`, `id:` (the Message-ID field), `subject:` and `reply:` with a word, `status:`, `host:`, `had:` with
/// a kind of step, and
/// `account:` with the number of an account that may see it. Words are lower case and without accents.
///
/// Instances collect; each kind of term has a limit, so that no message makes its row large.
final class Terms {
    private static final Pattern MARKS = Pattern.compile("\\p{M}+");
    private static final Pattern BETWEEN = Pattern.compile("[^\\p{L}\\p{N}]+");
    /// A status code, an IP address, a version, a time of day: the parts alone would stand in many texts.
    private static final Pattern NUMBERS = Pattern.compile("\\b[0-9a-f]+(?:[.:]+[0-9a-f]+)+\\b");
    private static final int MOST_WORDS = 40;
    private static final int MOST_ADDRESSES = 100;
    private static final int LONGEST = 200;

    private final Set<String> terms = new LinkedHashSet<>();

    Set<String> all() {
        return terms;
    }

    /// An address, its local part and its domain.
    Terms address(String kind, String address) {
        var lower = clean(address);
        if (!lower.isEmpty() && terms.size() < 4 * MOST_ADDRESSES) {
            terms.add(kind + ":" + lower);
            int at = lower.lastIndexOf('@');
            if (at >= 0) {
                terms.add(kind + ":" + lower.substring(at));
                terms.add(kind + ":" + lower.substring(0, at));
            }
        }
        return this;
    }

    Terms addresses(String kind, Iterable<String> addresses) {
        addresses.forEach(address -> address(kind, address));
        return this;
    }

    Terms exact(String kind, String value) {
        var lower = clean(value);
        if (!lower.isEmpty()) {
            terms.add(kind + ":" + lower);
        }
        return this;
    }

    Terms words(String kind, String text) {
        for (var word : words(text)) {
            terms.add(kind + ":" + word);
        }
        return this;
    }

    /// The words of a text, as they are stored and asked for: `report.pdf` is two, `5.1.1` is its parts and the whole.
    static List<String> words(String text) {
        var plain = MARKS.matcher(Normalizer.normalize(text, Normalizer.Form.NFKD))
                .replaceAll("")
                .toLowerCase(Locale.ROOT);
        var numbers = NUMBERS.matcher(plain).results().map(MatchResult::group);
        return Stream.concat(numbers, BETWEEN.splitAsStream(plain))
                .filter(word -> !word.isEmpty())
                .map(Terms::shortened)
                .distinct()
                .limit(MOST_WORDS)
                .toList();
    }

    /// A value as it is stored: lower case, no control characters, of bounded length.
    static String clean(String value) {
        var lower = value.strip().toLowerCase(Locale.ROOT);
        return shortened(lower.chars().anyMatch(c -> c < ' ') ? lower.replaceAll("\\p{Cntrl}", "") : lower);
    }

    private static String shortened(String text) {
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }
}
