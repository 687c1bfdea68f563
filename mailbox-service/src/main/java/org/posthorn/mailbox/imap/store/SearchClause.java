package org.posthorn.mailbox.imap.store;

import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.posthorn.mailbox.imap.grammar.SearchKey;

/// A search key as a condition of SQL, when columns can answer it.
///
/// @param sql on `m`, a message, and `c`, its content
record SearchClause(String sql, List<Object> arguments) {
    /// What a key is translated with.
    ///
    /// @param uids the UIDs that a set means, as pairs of first and last
    /// @param words asks the index of words, where it may be asked
    record Context(Function<SearchKey, long[]> uids, Instant now, Optional<WordClause> words) {
        Context with(WordClause clause) {
            return new Context(uids, now, Optional.of(clause));
        }
    }

    private static final int MOST_RANGES = 64;

    private static SearchClause of(String sql, Object... arguments) {
        return new SearchClause(sql, List.of(arguments));
    }

    boolean needsContent() {
        return sql.contains("c.");
    }

    /// The condition; empty when the octets must be read.
    static Optional<SearchClause> translate(SearchKey key, Context context) {
        return switch (key) {
            case SearchKey.All() -> Optional.of(of("true"));
            case SearchKey.None() -> Optional.of(of("false"));
            case SearchKey.And(var keys) -> joined(keys, " AND ", context);
            case SearchKey.Or(var left, var right) -> joined(List.of(left, right), " OR ", context);
            case SearchKey.Not(var inner) ->
                translate(inner, context)
                        .map(clause -> new SearchClause("NOT coalesce(" + clause.sql + ", false)", clause.arguments));
            case SearchKey.Flag(var flag) -> Optional.of(flag(flag));
            case SearchKey.Sequence _, SearchKey.Uid _ ->
                Optional.of(uids(context.uids().apply(key)));
            case SearchKey.Header(var field, var text) ->
                context.words().isPresent() && WordClause.asksForWords(key)
                        ? context.words().get().exact(key)
                        : header(field, text);
            case SearchKey.Body _, SearchKey.Text _ -> context.words().flatMap(words -> words.exact(key));
            case SearchKey.Date date -> Optional.of(date(date));
            case SearchKey.Larger(var octets) -> Optional.of(of("m.size > ?", octets));
            case SearchKey.Smaller(var octets) -> Optional.of(of("m.size < ?", octets));
            case SearchKey.ModSeq(var atLeast) -> Optional.of(of("m.mod_seq >= ?", atLeast));
            case SearchKey.Within(var younger, var seconds) ->
                Optional.of(of(
                        younger ? "m.received_at >= ?" : "m.received_at <= ?",
                        context.now().minus(Duration.ofSeconds(seconds))));
            case SearchKey.ObjectId(var thread, var id) -> Optional.of(objectId(thread, id));
        };
    }

    private static Optional<SearchClause> joined(List<SearchKey> keys, String by, Context context) {
        var sql = new ArrayList<String>(keys.size());
        var arguments = new ArrayList<Object>();
        for (var key : keys) {
            var clause = translate(key, context);
            if (clause.isEmpty()) {
                return Optional.empty();
            }
            sql.add(clause.get().sql);
            arguments.addAll(clause.get().arguments);
        }
        return Optional.of(new SearchClause("(" + String.join(by, sql) + ")", arguments));
    }

    private static SearchClause flag(String flag) {
        int bit = SystemFlag.bit(flag);
        return bit != 0
                ? of("m.flags & " + bit + " <> 0")
                : of("EXISTS (SELECT FROM unnest(m.keywords) AS k WHERE lower(k) = lower(?))", flag);
    }

    private static SearchClause uids(long[] pairs) {
        if (pairs.length == 0) {
            return of("false");
        }
        if (pairs.length > 2 * MOST_RANGES) {
            var first = new ArrayList<Long>();
            var last = new ArrayList<Long>();
            for (int i = 0; i < pairs.length; i += 2) {
                first.add(pairs[i]);
                last.add(pairs[i + 1]);
            }
            return of(
                    "EXISTS (SELECT FROM unnest(?::bigint[], ?::bigint[]) AS r (a, b) WHERE m.uid BETWEEN r.a AND r.b)",
                    first,
                    last);
        }
        var sql = new ArrayList<String>();
        var arguments = new ArrayList<Object>();
        for (int i = 0; i < pairs.length; i += 2) {
            sql.add("m.uid BETWEEN ? AND ?");
            arguments.add(pairs[i]);
            arguments.add(pairs[i + 1]);
        }
        return new SearchClause("(" + String.join(" OR ", sql) + ")", arguments);
    }

    private static Optional<SearchClause> header(String field, String text) {
        var wanted = text.replace("\0", "");
        if (wanted.isEmpty()) {
            return Optional.empty();
        }
        // clients look for a message by its Message-ID to learn whether it is here
        return field.equalsIgnoreCase("MESSAGE-ID")
                ? Optional.of(of("strpos(lower(c.message_id), lower(?)) > 0", wanted))
                : Optional.empty();
    }

    /// Days are days of UTC; the Date field is compared by its time as well.
    private static SearchClause date(SearchKey.Date date) {
        var column = switch (date.clock()) {
            case RECEIVED -> "m.received_at";
            case SENT -> "coalesce(c.sent_at, m.received_at)";
            case SAVED -> "coalesce(m.saved_at, m.received_at)";
        };
        var start = date.day().atStartOfDay(ZoneOffset.UTC).toInstant();
        var end = date.day().plusDays(1).atStartOfDay(ZoneOffset.UTC).toInstant();
        return switch (date.comparison()) {
            case BEFORE -> of(column + " < ?", start);
            case SINCE -> of(column + " >= ?", start);
            case ON -> of("(" + column + " >= ? AND " + column + " < ?)", start, end);
        };
    }

    private static SearchClause objectId(boolean thread, String id) {
        var number = ObjectIds.number(thread ? 'T' : 'M', id);
        return number.isEmpty() ? of("false") : of(thread ? "m.thread = ?" : "m.content = ?", number.get());
    }
}
