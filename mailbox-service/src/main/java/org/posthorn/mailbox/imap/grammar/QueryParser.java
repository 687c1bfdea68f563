package org.posthorn.mailbox.imap.grammar;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.posthorn.mailbox.imap.grammar.Command.SearchOption;
import org.posthorn.mailbox.imap.grammar.Command.SearchResult;
import org.posthorn.mailbox.imap.grammar.Command.SortField;
import org.posthorn.mailbox.imap.grammar.Command.SortOrder;
import org.posthorn.mailbox.imap.grammar.Command.ThreadAlgorithm;

/// Reads SEARCH, SORT and THREAD (RFC 9051 §6.4.4, RFC 5256, RFC 5267 §3).
final class QueryParser {
    private static final int MOST_OPTIONS = 50;

    private final Tokens tokens;

    QueryParser(Tokens tokens) {
        this.tokens = tokens;
    }

    Command search(boolean uid) {
        var results = results();
        if (tokens.takeWord("CHARSET ")) {
            charset();
            tokens.space();
        }
        return new Command.Search(uid, results, new SearchParser(tokens).read());
    }

    Command sort(boolean uid) {
        var results = results();
        tokens.expect('(');
        var orders = new ArrayList<SortOrder>();
        do {
            boolean reverse = tokens.takeWord("REVERSE ");
            orders.add(new SortOrder(constant(SortField.class, "Unknown sort key"), reverse));
        } while (tokens.takeIf(' ') && orders.size() < MOST_OPTIONS);
        tokens.expect(')');
        tokens.space();
        charset();
        tokens.space();
        return new Command.Sort(uid, results, orders, new SearchParser(tokens).read());
    }

    Command thread(boolean uid) {
        var algorithm = constant(ThreadAlgorithm.class, "Unknown threading algorithm");
        tokens.space();
        charset();
        tokens.space();
        return new Command.Threads(uid, algorithm, new SearchParser(tokens).read());
    }

    private Optional<List<SearchResult>> results() {
        if (!tokens.takeWord("RETURN ")) {
            return Optional.empty();
        }
        var results = new ArrayList<SearchResult>();
        tokens.expect('(');
        while (!tokens.takeIf(')')) {
            results.add(
                    tokens.takeWord("PARTIAL ")
                            ? tokens.partialRange()
                            : constant(SearchOption.class, "Unknown result option"));
            if (results.size() > MOST_OPTIONS) {
                throw new SyntaxFault("Too many result options");
            }
            tokens.takeIf(' ');
        }
        tokens.space();
        // RFC 9394 §3.1
        if (results.stream()
                        .filter(one -> one instanceof PartialRange || one == SearchOption.ALL)
                        .count()
                > 1) {
            throw new SyntaxFault("PARTIAL may come once, and not with ALL");
        }
        return Optional.of(results.isEmpty() ? List.of(SearchOption.ALL) : results);
    }

    private void charset() {
        var charset = tokens.astring().toUpperCase(Locale.ROOT);
        if (!charset.equals("UTF-8") && !charset.equals("US-ASCII")) {
            throw new SyntaxFault("[BADCHARSET (US-ASCII UTF-8)] Unknown charset");
        }
    }

    private <E extends Enum<E>> E constant(Class<E> type, String otherwise) {
        try {
            return Enum.valueOf(type, tokens.word());
        } catch (IllegalArgumentException e) {
            throw new SyntaxFault(otherwise);
        }
    }
}
