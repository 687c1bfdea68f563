package org.posthorn.mailbox.imap.store;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.posthorn.events.AccountId;
import org.posthorn.mailbox.imap.grammar.SearchKey;
import org.posthorn.mailbox.imap.store.MessageStore.MessageRow;
import org.posthorn.mailbox.imap.store.MessageStore.Octets;
import org.posthorn.mailbox.imap.store.MessageStore.Wanted;
import org.posthorn.mailbox.search.SearchText;
import org.posthorn.mailbox.search.WordIndex;
import org.posthorn.runtime.sql.Database;
import org.posthorn.runtime.sql.Sql;

/// Searches a folder. What columns can answer is one statement; only for what is left, and only among the messages that
/// the statement found, octets are read, some MiB at a time.
public final class SearchStore {
    private static final String FOUND = "SELECT m.uid, m.mod_seq, m.size FROM message m";
    private static final String WITH_CONTENT = " JOIN content c ON c.account = m.account AND c.content = m.content";
    private static final String WHERE = " WHERE m.account = ? AND m.folder = ? AND ";
    private static final String ORDER = " ORDER BY m.uid";
    private static final String BEHIND = "SELECT content FROM content WHERE account = ? AND content > ? LIMIT 1";
    private static final int ROWS = 200;
    private static final long OCTETS = 4 << 20;

    private final Database database;
    private final MessageStore messages = new MessageStore();

    public SearchStore(Database database) {
        this.database = database;
    }

    /// Where to search.
    ///
    /// @param uids the UIDs that a set in a key means, as pairs of first and last
    public record Scope(AccountId account, long folder, Function<SearchKey, long[]> uids) {}

    /// A message that was found.
    public record Hit(long uid, long modSeq, long size) {}

    public List<Hit> search(Scope scope, SearchKey key) {
        var context = new SearchClause.Context(scope.uids(), Instant.now(), Optional.empty());
        var candidates = WordClause.asksForWords(key)
                ? WordIndex.ask(database, scope.account(), index -> byWords(index, scope, key, context))
                : List.of(select(database, scope, key, context, Part.ALL));
        var found = new ArrayList<Hit>();
        for (var some : candidates) {
            found.addAll(some.left().isEmpty() ? some.hits() : reading(scope, some));
        }
        found.sort(Comparator.comparingLong(Hit::uid));
        return found;
    }

    /// The index answers for what it knows whole; the rest, most often nothing, is read.
    private static List<Some> byWords(WordIndex index, Scope scope, SearchKey key, SearchClause.Context context) {
        var coverage = index.coverage();
        boolean allIndexed = coverage.partial().isEmpty()
                && index.sql()
                        .query(BEHIND, row -> row.number("content"), scope.account(), coverage.indexed())
                        .isEmpty();
        var indexed = context.with(new WordClause(index));
        return allIndexed
                ? List.of(select(index.sql(), scope, key, indexed, Part.ALL))
                : List.of(
                        select(index.sql(), scope, key, indexed, Part.indexed(coverage)),
                        select(index.sql(), scope, key, context, Part.others(coverage)));
    }

    /// Messages that match.
    ///
    /// @param left keys that only their octets can answer
    private record Some(List<Hit> hits, List<SearchKey> left) {}

    /// Which messages are looked at.
    private record Part(List<SearchClause> clauses) {
        static final Part ALL = new Part(List.of());

        static Part indexed(WordIndex.Coverage coverage) {
            return of(WordIndex.KNOWN, coverage);
        }

        static Part others(WordIndex.Coverage coverage) {
            return of(WordIndex.OTHERS, coverage);
        }

        private static Part of(String sql, WordIndex.Coverage coverage) {
            return new Part(List.of(new SearchClause(sql, List.of(coverage.indexed(), coverage.partial()))));
        }
    }

    private static Some select(Sql sql, Scope scope, SearchKey key, SearchClause.Context context, Part part) {
        var translated = new ArrayList<>(part.clauses());
        var left = new ArrayList<SearchKey>();
        var keys = key instanceof SearchKey.And(var all) ? all : List.of(key);
        for (var one : keys) {
            var clause = SearchClause.translate(one, context);
            clause.ifPresent(translated::add);
            if (clause.isEmpty()) {
                context.words().flatMap(words -> words.hint(one)).ifPresent(translated::add);
                left.add(one);
            }
        }
        return new Some(select(sql, scope, translated), left);
    }

    private static List<Hit> select(Sql database, Scope scope, List<SearchClause> clauses) {
        var sql = new StringBuilder(FOUND);
        if (clauses.stream().anyMatch(SearchClause::needsContent)) {
            sql.append(WITH_CONTENT);
        }
        sql.append(WHERE).append("true");
        var arguments = new ArrayList<Object>(List.of(scope.account(), scope.folder()));
        for (var clause : clauses) {
            sql.append(" AND ").append(clause.sql());
            arguments.addAll(clause.arguments());
        }
        sql.append(ORDER);
        return database.query(
                sql.toString(),
                row -> new Hit(row.number("uid"), row.number("mod_seq"), row.number("size")),
                arguments.toArray());
    }

    private List<Hit> reading(Scope scope, Some some) {
        var candidates = some.hits();
        var found = new ArrayList<Hit>();
        var matcher = new MessageMatcher(new SearchKey.And(some.left()), scope.uids(), Instant.now());
        int from = 0;
        while (from < candidates.size()) {
            long octets = 0;
            int to = from;
            do {
                octets += candidates.get(to).size();
                to++;
            } while (to < candidates.size()
                    && to - from < ROWS
                    && octets + candidates.get(to).size() <= OCTETS);
            match(scope, candidates.subList(from, to), matcher, found);
            from = to;
        }
        return found;
    }

    private void match(Scope scope, List<Hit> part, MessageMatcher matcher, List<Hit> found) {
        var uids = part.stream().map(Hit::uid).toList();
        var wanted = new Wanted(
                scope.account(),
                scope.folder(),
                uids.stream().mapToLong(Long::longValue).toArray(),
                false);
        var rows = new HashMap<Long, MessageRow>();
        messages.rows(database, wanted, false).forEach(row -> rows.put(row.uid(), row));
        var octets = new HashMap<Long, Octets>();
        messages.beginnings(database, wanted, SearchText.SEARCHED).forEach(o -> octets.put(o.uid(), o));
        for (var hit : part) {
            var row = rows.get(hit.uid());
            var ofRow = octets.get(hit.uid());
            if (row != null && ofRow != null && matcher.matches(row, ofRow)) {
                found.add(hit);
            }
        }
    }
}
