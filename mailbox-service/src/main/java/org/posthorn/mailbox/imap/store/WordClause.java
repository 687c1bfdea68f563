package org.posthorn.mailbox.imap.store;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.posthorn.mailbox.imap.grammar.SearchKey;
import org.posthorn.mailbox.search.WordIndex;
import org.posthorn.mailbox.search.Zone;

/// Search keys that the index of words can answer, as conditions of SQL.
record WordClause(WordIndex index) {
    private static final Set<Zone> BODY = Set.of(Zone.BODY);

    /// A needle and where it is looked for.
    private record Needle(Set<Zone> zones, String text) {}

    /// Whether the key or one within it looks for words.
    static boolean asksForWords(SearchKey key) {
        return switch (key) {
            case SearchKey.And(var keys) -> keys.stream().anyMatch(WordClause::asksForWords);
            case SearchKey.Or(var left, var right) -> asksForWords(left) || asksForWords(right);
            case SearchKey.Not(var inner) -> asksForWords(inner);
            default -> needle(key).isPresent();
        };
    }

    /// A condition that holds for the messages that match and for no other.
    Optional<SearchClause> exact(SearchKey key) {
        return needle(key)
                .filter(needle -> WordIndex.isExact(needle.text()))
                .flatMap(this::candidates)
                .map(WordClause::clause);
    }

    /// A condition that holds for the messages that match and for some others.
    Optional<SearchClause> hint(SearchKey key) {
        return needle(key).flatMap(this::candidates).map(WordClause::clause);
    }

    private Optional<long[]> candidates(Needle needle) {
        return index.candidates(needle.zones(), needle.text());
    }

    private static SearchClause clause(long[] contents) {
        return new SearchClause(WordIndex.AMONG, List.of(contents));
    }

    private static Optional<Needle> needle(SearchKey key) {
        return switch (key) {
            case SearchKey.Text(var text) -> Optional.of(new Needle(Zone.ALL, text));
            case SearchKey.Body(var text) -> Optional.of(new Needle(BODY, text));
            case SearchKey.Header(var field, var text) ->
                zone(field).filter(_ -> !text.isEmpty()).map(zone -> new Needle(Set.of(zone), text));
            default -> Optional.empty();
        };
    }

    private static Optional<Zone> zone(String field) {
        return switch (field.toUpperCase(Locale.ROOT)) {
            case "SUBJECT" -> Optional.of(Zone.SUBJECT);
            case "FROM" -> Optional.of(Zone.FROM);
            case "TO" -> Optional.of(Zone.TO);
            case "CC" -> Optional.of(Zone.CC);
            case "BCC" -> Optional.of(Zone.BCC);
            default -> Optional.empty();
        };
    }
}
