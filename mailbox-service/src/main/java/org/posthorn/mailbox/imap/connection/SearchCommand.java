package org.posthorn.mailbox.imap.connection;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import org.posthorn.mailbox.imap.connection.Session.Extension;
import org.posthorn.mailbox.imap.grammar.Command;
import org.posthorn.mailbox.imap.grammar.Command.SearchResult;
import org.posthorn.mailbox.imap.grammar.SearchKey;
import org.posthorn.mailbox.imap.store.SearchStore.Hit;
import org.posthorn.mailbox.imap.store.SearchStore.Scope;
import org.posthorn.mailbox.imap.view.SelectedFolder;

/// SEARCH (RFC 9051 §6.4.4), with the answers of both revisions.
final class SearchCommand {
    private final Session session;
    private final SelectedFolder selected;
    private final Command.Search command;

    private SearchCommand(Session session, Command.Search command) {
        this.session = session;
        this.selected = session.selected();
        this.command = command;
    }

    static Answer run(Session session, String tag, Command.Search command) throws IOException {
        return new SearchCommand(session, command).run(tag);
    }

    private Answer run(String tag) throws IOException {
        if (namesMissingMessages(command.key())) {
            return Answer.NO_SUCH_MESSAGE;
        }
        boolean asksModSeq = asksModSeq(command.key());
        if (asksModSeq) {
            session.enable(Extension.CONDSTORE);
        }
        var scope = new Scope(session.account(), selected.folder().id(), this::uidPairs);
        var hits = session.stores().searches().search(scope, command.key()).stream()
                .filter(hit -> selected.messages().indexOf(hit.uid()) >= 0)
                .toList();
        var results = command.results();
        if (results.isPresent() && results.get().contains(SearchResult.SAVE)) {
            save(hits, results.get());
        }
        Optional<Long> modSeq = asksModSeq ? hits.stream().map(Hit::modSeq).max(Long::compare) : Optional.empty();
        if (results.isPresent() || session.has(Extension.IMAP4REV2)) {
            extended(tag, hits, results.orElse(List.of(SearchResult.ALL)), modSeq);
        } else {
            classic(hits, modSeq);
        }
        var news = command.uid() ? Answer.News.ALL : Answer.News.WITHOUT_EXPUNGE;
        return Answer.ok("Searched").with(news);
    }

    /// The UIDs that a set means, as pairs.
    private long[] uidPairs(SearchKey key) {
        var ranges = switch (key) {
            case SearchKey.Sequence(var set) -> selected.ranges(set, false);
            case SearchKey.Uid(var set) -> selected.ranges(set, true);
            default -> throw new IllegalStateException("no set: " + key);
        };
        var indexes = ranges.orElseThrow();
        var pairs = new long[indexes.length];
        for (int i = 0; i < indexes.length; i += 2) {
            pairs[i] = selected.messages().uid(indexes[i]);
            pairs[i + 1] = selected.messages().uid(indexes[i + 1] - 1);
        }
        return pairs;
    }

    private boolean namesMissingMessages(SearchKey key) {
        return switch (key) {
            case SearchKey.Sequence(var set) -> selected.ranges(set, false).isEmpty();
            case SearchKey.And(var keys) -> keys.stream().anyMatch(this::namesMissingMessages);
            case SearchKey.Or(var left, var right) -> namesMissingMessages(left) || namesMissingMessages(right);
            case SearchKey.Not(var inner) -> namesMissingMessages(inner);
            default -> false;
        };
    }

    private static boolean asksModSeq(SearchKey key) {
        return switch (key) {
            case SearchKey.ModSeq _ -> true;
            case SearchKey.And(var keys) -> keys.stream().anyMatch(SearchCommand::asksModSeq);
            case SearchKey.Or(var left, var right) -> asksModSeq(left) || asksModSeq(right);
            case SearchKey.Not(var inner) -> asksModSeq(inner);
            default -> false;
        };
    }

    private LongStream numbers(List<Hit> hits) {
        return command.uid()
                ? hits.stream().mapToLong(Hit::uid)
                : hits.stream().mapToLong(hit -> selected.messages().indexOf(hit.uid()) + 1L);
    }

    private void classic(List<Hit> hits, Optional<Long> modSeq) throws IOException {
        var out = session.out();
        out.text("* SEARCH");
        for (long number : numbers(hits).toArray()) {
            out.text(" ").number(number);
        }
        if (modSeq.isPresent()) {
            out.text(" (MODSEQ ").number(modSeq.get()).text(")");
        }
        out.end();
    }

    /// RFC 9051 §7.3.4; what was asked for with `SAVE` alone is not told.
    private void extended(String tag, List<Hit> hits, List<SearchResult> results, Optional<Long> modSeq)
            throws IOException {
        if (results.equals(List.of(SearchResult.SAVE))) {
            return;
        }
        var out = session.out();
        var numbers = numbers(hits).toArray();
        out.text("* ESEARCH (TAG ").string(tag).text(")").text(command.uid() ? " UID" : "");
        if (numbers.length > 0 && results.contains(SearchResult.MIN)) {
            out.text(" MIN ").number(numbers[0]);
        }
        if (numbers.length > 0 && results.contains(SearchResult.MAX)) {
            out.text(" MAX ").number(numbers[numbers.length - 1]);
        }
        if (numbers.length > 0 && results.contains(SearchResult.ALL)) {
            out.text(" ALL ").text(UidText.of(numbers));
        }
        if (results.contains(SearchResult.COUNT)) {
            out.text(" COUNT ").number(numbers.length);
        }
        if (modSeq.isPresent()) {
            out.text(" MODSEQ ").number(modSeq.get());
        }
        out.end();
    }

    /// RFC 9051 §6.4.4.1: with MIN or MAX and without ALL or COUNT only those are saved.
    private void save(List<Hit> hits, List<SearchResult> results) {
        boolean min = results.contains(SearchResult.MIN);
        boolean max = results.contains(SearchResult.MAX);
        boolean all = results.contains(SearchResult.ALL) || results.contains(SearchResult.COUNT) || !(min || max);
        var uids = hits.stream().mapToLong(Hit::uid).toArray();
        if (all || uids.length < 2) {
            selected.save(uids);
        } else {
            var first = uids[0];
            var last = uids[uids.length - 1];
            selected.save(min && max ? new long[] {first, last} : new long[] {min ? first : last});
        }
    }
}
