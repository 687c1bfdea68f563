package org.posthorn.mailbox.search;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.posthorn.events.AccountId;
import org.posthorn.mailbox.search.Words.Wanted;
import org.posthorn.runtime.sql.Sql;

/// Asks the index: which words of an account have these letters, and so which contents may have them.
public final class WordIndex {
    private static final String HOW_FAR = """
        SELECT coalesce((SELECT indexed FROM search_progress WHERE account = ?), 0) AS indexed,
               ARRAY(SELECT content FROM search_entry WHERE account = ? AND partial) AS partial
        """;
    private static final String CONTAINING =
            "SELECT word FROM search_word WHERE account = ? AND strpos(word, ?) > 0 LIMIT ?";
    private static final String BEGINNING =
            "SELECT word FROM search_word WHERE account = ? AND word >= ? AND word < ? LIMIT ?";
    private static final String ENDING =
            "SELECT word FROM search_word WHERE account = ? AND right(word, length(?)) = ? LIMIT ?";
    /// A needle that more words have is in nearly every message.
    private static final int MOST_WORDS = 20_000;

    /// Begins a condition on `m`, a message: one that the index finds. The argument is the account; then comes
    /// [#HAS_ONE_OF] for each list of hashes, with the list as its argument, and [#END_OF_CANDIDATES]. It is
    /// asked once for a statement, whatever the planner thinks of the other tables, and what it finds is hashed: an
    /// array would be compared one by one with each message of the folder.
    public static final String CANDIDATES =
            "m.content IN (SELECT unnest(ARRAY(SELECT e.content FROM search_entry e WHERE e.account = ?";

    public static final String HAS_ONE_OF = " AND e.words && ?";
    public static final String END_OF_CANDIDATES = ")))";

    private WordIndex() {}

    /// Which contents the index can speak of.
    ///
    /// @param indexed up to here
    /// @param partial but for these, of which it knows a part
    public record Coverage(long indexed, List<Long> partial) {}

    /// Contents that have one hash of each list.
    ///
    /// @param exact whether those have the needle for sure, else they may have it
    public record Candidates(List<long[]> hashes, boolean exact) {}

    public static Coverage coverage(Sql sql, AccountId account) {
        return sql.queryOne(
                        HOW_FAR, row -> new Coverage(row.number("indexed"), row.numbers("partial")), account, account)
                .orElseThrow();
    }

    /// What the index says of a needle; empty when only the messages can tell.
    public static Optional<Candidates> candidates(Sql sql, AccountId account, Collection<Zone> zones, String needle) {
        var folded = Folding.fold(needle);
        var wanted = Words.wanted(folded);
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        var hashes = new ArrayList<long[]>();
        for (var one : wanted) {
            var words = words(sql, account, one);
            if (words.size() >= MOST_WORDS) {
                if (wanted.size() == 1) {
                    return Optional.empty();
                }
                continue;
            }
            hashes.add(hashes(account.value(), zones, words));
        }
        return hashes.isEmpty() ? Optional.empty() : Optional.of(new Candidates(hashes, Words.areEnough(folded)));
    }

    private static List<String> words(Sql sql, AccountId account, Wanted wanted) {
        var text = wanted.text();
        if (wanted.begins() && wanted.ends()) {
            return List.of(text);
        }
        if (wanted.begins()) {
            return sql.query(BEGINNING, row -> row.text("word"), account, text, text + "\uffff", MOST_WORDS);
        }
        return wanted.ends()
                ? sql.query(ENDING, row -> row.text("word"), account, text, text, MOST_WORDS)
                : sql.query(CONTAINING, row -> row.text("word"), account, text, MOST_WORDS);
    }

    private static long[] hashes(long account, Collection<Zone> zones, List<String> words) {
        return words.stream()
                .flatMapToLong(word -> zones.stream().mapToLong(zone -> WordHash.of(account, zone, word)))
                .toArray();
    }
}
