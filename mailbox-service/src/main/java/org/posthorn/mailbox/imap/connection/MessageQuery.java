package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.posthorn.mailbox.imap.connection.Session.Extension;
import org.posthorn.mailbox.imap.grammar.Command.SearchOption;
import org.posthorn.mailbox.imap.grammar.Command.SearchResult;
import org.posthorn.mailbox.imap.grammar.PartialRange;
import org.posthorn.mailbox.imap.grammar.SearchKey;
import org.posthorn.mailbox.imap.store.SearchStore.Hit;
import org.posthorn.mailbox.imap.store.SearchStore.Scope;
import org.posthorn.mailbox.imap.view.SelectedFolder;

/// What SEARCH, SORT and THREAD have in common: a key, the messages that it finds, and the answer of RFC 9051 §7.3.4.
final class MessageQuery {
    private final Session session;
    private final SelectedFolder selected;
    private final boolean uid;
    private final SearchKey key;

    /// @param uid whether messages are answered by their UIDs
    MessageQuery(Session session, boolean uid, SearchKey key) {
        this.session = session;
        this.selected = session.selected();
        this.uid = uid;
        this.key = key;
    }

    /// Whether the key names sequence numbers that there are not.
    boolean namesMissingMessages() {
        return namesMissingMessages(key);
    }

    /// The messages in the order of their UIDs, as far as the client knows of them.
    List<Hit> hits() {
        if (asksModSeq()) {
            session.enable(Extension.CONDSTORE);
        }
        var scope = new Scope(session.account(), selected.folder().id(), this::uidPairs);
        return session.progress().during(() -> session.stores().searches().search(scope, key)).stream()
                .filter(hit -> selected.messages().indexOf(hit.uid()) >= 0)
                .toList();
    }

    /// The largest mod-sequence, when the key asks for one (RFC 7162 §3.1.5).
    Optional<Long> modSeq(List<Hit> hits) {
        return asksModSeq() ? hits.stream().map(Hit::modSeq).max(Long::compare) : Optional.empty();
    }

    /// The number by which a message is answered.
    long number(long messageUid) {
        return uid ? messageUid : selected.messages().indexOf(messageUid) + 1L;
    }

    /// What may be told before the answer.
    Answer.News news() {
        return uid ? Answer.News.ALL : Answer.News.WITHOUT_EXPUNGE;
    }

    /// RFC 9051 §7.3.4; what was asked for with `SAVE` alone is not told.
    ///
    /// @param numbers in the order of the answer
    void tellExtended(String tag, long[] numbers, List<SearchResult> results, Optional<Long> modSeq)
            throws IOException {
        if (results.equals(List.of(SearchOption.SAVE))) {
            return;
        }
        var out = session.out();
        out.text("* ESEARCH (TAG ").string(tag).text(")").text(uid ? " UID" : "");
        if (numbers.length > 0 && results.contains(SearchOption.MIN)) {
            out.text(" MIN ").number(numbers[0]);
        }
        if (numbers.length > 0 && results.contains(SearchOption.MAX)) {
            out.text(" MAX ").number(numbers[numbers.length - 1]);
        }
        if (numbers.length > 0 && results.contains(SearchOption.ALL)) {
            out.text(" ALL ").text(UidText.of(numbers));
        }
        var partial = partial(results);
        if (partial.isPresent()) {
            var some = some(numbers, partial.get());
            out.text(" PARTIAL (").text(partial.get().text()).text(" ");
            out.text(some.length == 0 ? "NIL" : UidText.of(some)).text(")");
        }
        if (results.contains(SearchOption.COUNT)) {
            out.text(" COUNT ").number(numbers.length);
        }
        if (modSeq.isPresent()) {
            out.text(" MODSEQ ").number(modSeq.get());
        }
        out.end();
    }

    /// Keeps what was found for `$` when the client asks for it (RFC 9051 §6.4.4.1): with MIN, MAX or PARTIAL and
    /// without ALL or COUNT only those (RFC 9394 §3.2).
    ///
    /// @param ordered the UIDs in the order of the answer
    void save(long[] ordered, List<SearchResult> results) {
        if (!results.contains(SearchOption.SAVE)) {
            return;
        }
        boolean min = results.contains(SearchOption.MIN);
        boolean max = results.contains(SearchOption.MAX);
        var partial = partial(results);
        boolean narrowed = min || max || partial.isPresent();
        if (results.contains(SearchOption.ALL) || results.contains(SearchOption.COUNT) || !narrowed) {
            selected.save(ordered);
            return;
        }
        var kept = LongStream.of(partial.map(range -> some(ordered, range)).orElseGet(() -> new long[0]));
        if (ordered.length > 0) {
            var ends = new long[] {min ? ordered[0] : -1, max ? ordered[ordered.length - 1] : -1};
            kept = LongStream.concat(kept, LongStream.of(ends).filter(end -> end >= 0));
        }
        selected.save(kept.distinct().toArray());
    }

    private static Optional<PartialRange> partial(List<SearchResult> results) {
        return results.stream()
                .filter(PartialRange.class::isInstance)
                .map(PartialRange.class::cast)
                .findFirst();
    }

    private static long[] some(long[] all, PartialRange range) {
        var places = range.within(all.length);
        return Arrays.copyOfRange(all, places[0], places[1]);
    }

    /// The UIDs that a set means, as pairs.
    private long[] uidPairs(SearchKey set) {
        var ranges = switch (set) {
            case SearchKey.Sequence(var numbers) -> selected.ranges(numbers, false);
            case SearchKey.Uid(var uids) -> selected.ranges(uids, true);
            default -> throw new IllegalStateException("no set: " + set);
        };
        var indexes = ranges.orElseThrow();
        var pairs = new long[indexes.length];
        for (int i = 0; i < indexes.length; i += 2) {
            pairs[i] = selected.messages().uid(indexes[i]);
            pairs[i + 1] = selected.messages().uid(indexes[i + 1] - 1);
        }
        return pairs;
    }

    private boolean namesMissingMessages(SearchKey wanted) {
        return switch (wanted) {
            case SearchKey.Sequence(var set) -> selected.ranges(set, false).isEmpty();
            case SearchKey.And(var keys) -> keys.stream().anyMatch(this::namesMissingMessages);
            case SearchKey.Or(var left, var right) -> namesMissingMessages(left) || namesMissingMessages(right);
            case SearchKey.Not(var inner) -> namesMissingMessages(inner);
            default -> false;
        };
    }

    private boolean asksModSeq() {
        return asksModSeq(key);
    }

    private static boolean asksModSeq(SearchKey wanted) {
        return switch (wanted) {
            case SearchKey.ModSeq _ -> true;
            case SearchKey.And(var keys) -> keys.stream().anyMatch(MessageQuery::asksModSeq);
            case SearchKey.Or(var left, var right) -> asksModSeq(left) || asksModSeq(right);
            case SearchKey.Not(var inner) -> asksModSeq(inner);
            default -> false;
        };
    }
}
